namespace Cornea.Torch;

public static partial class TorchModels
{
    private static readonly int[] EfficientNetV2Strides = [1, 2, 2, 2, 1, 2, 1];

    /// <summary><c>torchvision.models.efficientnet</c>: efficientnet_v2_s, efficientnet_v2_m and efficientnet_v2_l.</summary>
    /// <param name="state">The state dict.</param>
    /// <param name="shape">The shape of an image, (height, width, channels).</param>
    /// <param name="strides">The stride of each stage, which a state dict does not hold; the published ones where null.</param>
    public static Functional EfficientNetV2(TorchStateDict state, Shape shape, IReadOnlyList<int>? strides = null)
    {
        var (net, input) = Begin(state, shape, epsilon: 1e-3);
        var silu = Activation.Silu;
        var x = TorchNetwork.Activate(net.Normalization(net.Convolution(input, "features.0.0", 2), "features.0.1"), silu);
        var stage = 1;
        for (; state.Contains($"features.{stage}.0.block.0.0.weight"); stage++)
        {
            for (var block = 0; state.Contains($"features.{stage}.{block}.block.0.0.weight"); block++)
            {
                var stride = block == 0 ? Stride(strides ?? EfficientNetV2Strides, stage - 1) : 1;
                var name = $"features.{stage}.{block}.block";
                x = state.Contains($"{name}.2.fc1.weight") ? EfficientNetBlock(net, x, name, stride) : FusedBlock(net, x, name, stride);
            }
        }
        x = TorchNetwork.Activate(net.Normalization(net.Convolution(x, $"features.{stage}.0"), $"features.{stage}.1"), silu);
        x = new Dropout(0.2).On(new GlobalAveragePooling2D().On(x));
        return net.Finish(input, net.Head(x, "classifier.1"), "efficientnet_v2");
    }

    /// <summary><c>torchvision.models.inception_v3</c>; its auxiliary classifier, which has no part in predictions, is left out.</summary>
    /// <remarks>Pixels are those that the network itself takes: torchvision's <c>transform_input</c> is work before it.</remarks>
    /// <param name="state">The state dict.</param>
    /// <param name="shape">The shape of an image, (height, width, channels).</param>
    public static Functional InceptionV3(TorchStateDict state, Shape shape)
    {
        var (net, input) = Begin(state, shape, epsilon: 1e-3);
        state.LeaveOut("AuxLogits.");
        SymbolicTensor Window(SymbolicTensor x, string name, int stride = 1, bool isPadded = true) => Relu(net.Normalization(
            net.Window(x, name + ".conv", stride, isPadded && stride == 1), name + ".bn"));
        SymbolicTensor Row(SymbolicTensor x, string name, int count, int stride = 1)
        {
            for (var i = 1; i <= count; i++)
                x = Window(x, $"{name}_{i}", i == count ? stride : 1);
            return x;
        }
        // PyTorch's mean counts the padded zeros, too.
        SymbolicTensor Mean(SymbolicTensor x, string name) =>
            Window(new AveragePooling2D(3, 1).On(new ZeroPadding2D(1).On(x)), name + ".branch_pool");
        static SymbolicTensor Smaller(SymbolicTensor x) => new MaxPooling2D(3, 2).On(x);
        var x = Window(input, "Conv2d_1a_3x3", 2);
        x = Window(Window(x, "Conv2d_2a_3x3", isPadded: false), "Conv2d_2b_3x3");
        x = Smaller(Window(Window(Smaller(x), "Conv2d_3b_1x1"), "Conv2d_4a_3x3", isPadded: false));
        foreach (var name in (string[])["Mixed_5b", "Mixed_5c", "Mixed_5d"])
        {
            x = new Concatenate().On(Window(x, name + ".branch1x1"), Row(x, name + ".branch5x5", 2), Row(x, name + ".branch3x3dbl", 3),
                Mean(x, name));
        }
        x = new Concatenate().On(Window(x, "Mixed_6a.branch3x3", 2), Row(x, "Mixed_6a.branch3x3dbl", 3, stride: 2), Smaller(x));
        foreach (var name in (string[])["Mixed_6b", "Mixed_6c", "Mixed_6d", "Mixed_6e"])
        {
            x = new Concatenate().On(Window(x, name + ".branch1x1"), Row(x, name + ".branch7x7", 3), Row(x, name + ".branch7x7dbl", 5),
                Mean(x, name));
        }
        x = new Concatenate().On(
            Row(x, "Mixed_7a.branch3x3", 2, stride: 2), Row(x, "Mixed_7a.branch7x7x3", 4, stride: 2), Smaller(x));
        foreach (var name in (string[])["Mixed_7b", "Mixed_7c"])
        {
            var (one, two) = (Row(x, name + ".branch3x3", 1), Row(x, name + ".branch3x3dbl", 2));
            x = new Concatenate().On(Window(x, name + ".branch1x1"), Window(one, name + ".branch3x3_2a"),
                Window(one, name + ".branch3x3_2b"), Window(two, name + ".branch3x3dbl_3a"), Window(two, name + ".branch3x3dbl_3b"),
                Mean(x, name));
        }
        x = new Dropout(0.5).On(new GlobalAveragePooling2D().On(x));
        return net.Finish(input, net.Head(x, "fc"), "inception_v3");
    }

    // One window in place of expansion and depthwise window.
    private static SymbolicTensor FusedBlock(TorchNetwork net, SymbolicTensor x, string name, int stride)
    {
        var y = TorchNetwork.Activate(net.Normalization(net.Convolution(x, $"{name}.0.0", stride), $"{name}.0.1"), Activation.Silu);
        if (net.State.Contains($"{name}.1.0.weight"))
            y = net.Normalization(net.Convolution(y, $"{name}.1.0"), $"{name}.1.1");
        return stride == 1 && x.Shape[^1] == y.Shape[^1] ? new Add().On(y, x) : y;
    }
}
