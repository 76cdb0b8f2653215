namespace Cornea.Torch;

public static partial class TorchModels
{
    private static readonly int[] MNASNetStrides = [2, 2, 2, 1, 2, 1];

    /// <summary><c>torchvision.models.googlenet</c>; its auxiliary classifiers, which have no part in predictions, are left out.</summary>
    /// <remarks>Pixels are those that the network itself takes: torchvision's <c>transform_input</c> is work before it.</remarks>
    /// <param name="state">The state dict.</param>
    /// <param name="shape">The shape of an image, (height, width, channels).</param>
    public static Functional GoogLeNet(TorchStateDict state, Shape shape)
    {
        var (net, input) = Begin(state, shape, epsilon: 1e-3);
        state.LeaveOut("aux1.");
        state.LeaveOut("aux2.");
        SymbolicTensor Window(SymbolicTensor x, string name, int stride = 1) =>
            Relu(net.Normalization(net.Convolution(x, name + ".conv", stride), name + ".bn"));
        SymbolicTensor Mixed(SymbolicTensor x, string name) => new Concatenate().On(
            Window(x, name + ".branch1"),
            Window(Window(x, name + ".branch2.0"), name + ".branch2.1"),
            Window(Window(x, name + ".branch3.0"), name + ".branch3.1"),
            Window(new MaxPooling2D(3, 1, Padding.Same).On(x), name + ".branch4.1"));
        var x = TorchNetwork.MaxPoolRoundedUp(Window(input, "conv1", 2));
        x = TorchNetwork.MaxPoolRoundedUp(Window(Window(x, "conv2"), "conv3"));
        x = TorchNetwork.MaxPoolRoundedUp(Mixed(Mixed(x, "inception3a"), "inception3b"));
        foreach (var name in (string[])["4a", "4b", "4c", "4d", "4e"])
            x = Mixed(x, "inception" + name);
        // Windows of two, the last one reaching beyond the end; behind a ReLU, so that zeros pad.
        x = new MaxPooling2D(2).On(new ZeroPadding2D((0, x.Shape[1] % 2), (0, x.Shape[2] % 2)).On(x));
        x = new Dropout(0.2).On(new GlobalAveragePooling2D().On(Mixed(Mixed(x, "inception5a"), "inception5b")));
        return net.Finish(input, net.Head(x, "fc"), "googlenet");
    }

    /// <summary><c>torchvision.models.mnasnet</c>: mnasnet0_5 to mnasnet1_3.</summary>
    /// <param name="state">The state dict.</param>
    /// <param name="shape">The shape of an image, (height, width, channels).</param>
    public static Functional MNASNet(TorchStateDict state, Shape shape)
    {
        var (net, input) = Begin(state, shape);
        SymbolicTensor Part(SymbolicTensor x, string name, int at, int stride = 1, bool isDepthwise = false) => net.Normalization(
            net.Convolution(x, $"{name}.{at}", stride, isDepthwise), $"{name}.{at + 1}");
        var x = Relu(Part(Relu(Part(input, "layers", 0, 2)), "layers", 3, isDepthwise: true));
        x = Part(x, "layers", 6);
        for (var stack = 8; state.Contains($"layers.{stack}.0.layers.0.weight"); stack++)
        {
            for (var block = 0; state.Contains($"layers.{stack}.{block}.layers.0.weight"); block++)
            {
                var (before, name) = (x, $"layers.{stack}.{block}.layers");
                var stride = block == 0 ? Stride(MNASNetStrides, stack - 8) : 1;
                x = Part(Relu(Part(Relu(Part(x, name, 0)), name, 3, stride, isDepthwise: true)), name, 6);
                if (stride == 1 && before.Shape[^1] == x.Shape[^1])
                    x = new Add().On(x, before);
            }
        }
        x = new Dropout(0.2).On(new GlobalAveragePooling2D().On(Relu(Part(x, "layers", 14))));
        return net.Finish(input, net.Head(x, "classifier.1"), "mnasnet");
    }

    /// <summary><c>torchvision.models.shufflenetv2</c>: shufflenet_v2_x0_5 to shufflenet_v2_x2_0.</summary>
    /// <param name="state">The state dict.</param>
    /// <param name="shape">The shape of an image, (height, width, channels).</param>
    public static Functional ShuffleNetV2(TorchStateDict state, Shape shape)
    {
        var (net, input) = Begin(state, shape);
        SymbolicTensor Part(SymbolicTensor x, string name, int at, int stride = 1, bool isDepthwise = false) => net.Normalization(
            net.Convolution(x, $"{name}.{at}", stride, isDepthwise), $"{name}.{at + 1}");
        // The channels of two halves take turns.
        static SymbolicTensor Shuffled(SymbolicTensor x)
        {
            var (rows, columns, channels) = (x.Shape[1], x.Shape[2], x.Shape[3]);
            var halves = new Permute([1, 2, 4, 3]).On(new Reshape([rows, columns, 2, channels / 2]).On(x));
            return new Reshape([rows, columns, channels]).On(halves);
        }
        var x = TorchNetwork.MaxPool(Relu(Part(input, "conv1", 0, 2)));
        for (var stage = 2; state.Contains($"stage{stage}.0.branch2.0.weight"); stage++)
        {
            for (var block = 0; state.Contains($"stage{stage}.{block}.branch2.0.weight"); block++)
            {
                var (name, half, stride) = ($"stage{stage}.{block}", x.Shape[^1] / 2, block == 0 ? 2 : 1);
                var kept = block > 0 ? x[.., .., .., ..half]
                    : Relu(Part(Part(x, name + ".branch1", 0, 2, isDepthwise: true), name + ".branch1", 2));
                var y = Relu(Part(block > 0 ? x[.., .., .., half..] : x, name + ".branch2", 0));
                y = Relu(Part(Part(y, name + ".branch2", 3, stride, isDepthwise: true), name + ".branch2", 5));
                x = Shuffled(new Concatenate().On(kept, y));
            }
        }
        x = new GlobalAveragePooling2D().On(Relu(Part(x, "conv5", 0)));
        return net.Finish(input, net.Head(x, "fc"), "shufflenet_v2");
    }

    /// <summary><c>torchvision.models.regnet</c>: regnet_x_400mf to regnet_x_32gf and regnet_y_400mf to regnet_y_128gf.</summary>
    /// <param name="state">The state dict.</param>
    /// <param name="shape">The shape of an image, (height, width, channels).</param>
    public static Functional RegNet(TorchStateDict state, Shape shape)
    {
        var (net, input) = Begin(state, shape);
        SymbolicTensor Part(SymbolicTensor x, string name, int stride = 1) =>
            net.Normalization(net.Convolution(x, name + ".0", stride), name + ".1");
        var x = Relu(Part(input, "stem", 2));
        for (var stage = 1; state.Contains($"trunk_output.block{stage}.block{stage}-0.f.a.0.weight"); stage++)
        {
            for (var block = 0; state.Contains($"trunk_output.block{stage}.block{stage}-{block}.f.a.0.weight"); block++)
            {
                var (name, stride) = ($"trunk_output.block{stage}.block{stage}-{block}", block == 0 ? 2 : 1);
                var y = Relu(Part(Relu(Part(x, name + ".f.a")), name + ".f.b", stride));
                if (state.Contains(name + ".f.se.fc1.weight"))
                {
                    var squeezed = Relu(net.Convolution(new GlobalAveragePooling2D(keepDims: true).On(y), name + ".f.se.fc1"));
                    y = new Multiply().On(y, TorchNetwork.Activate(net.Convolution(squeezed, name + ".f.se.fc2"), Activation.Sigmoid));
                }
                y = Part(y, name + ".f.c");
                x = Relu(new Add().On(y, state.Contains(name + ".proj.0.weight") ? Part(x, name + ".proj", stride) : x));
            }
        }
        return net.Finish(input, net.Head(new GlobalAveragePooling2D().On(x), "fc"), "regnet");
    }
}
