namespace Cornea.Torch;

public static partial class TorchModels
{
    private static readonly int[] LargeStrides = [1, 2, 1, 2, 1, 1, 2, 1, 1, 1, 1, 1, 2, 1, 1];
    private static readonly int[] SmallStrides = [2, 2, 1, 2, 1, 1, 1, 1, 2, 1, 1];

    /// <summary><c>torchvision.models.mobilenetv3</c>: mobilenet_v3_large and mobilenet_v3_small.</summary>
    /// <param name="state">The state dict.</param>
    /// <param name="shape">The shape of an image, (height, width, channels).</param>
    /// <param name="strides">The stride of each block, which a state dict does not hold; those of the published network with as many blocks
    /// where null.</param>
    /// <param name="reluBlocks">How many blocks, counted from the first, have ReLU; the others have hard swish. Those of the published
    /// network where null: 6 of the large one, 3 of the small one.</param>
    public static Functional MobileNetV3(
        TorchStateDict state, Shape shape, IReadOnlyList<int>? strides = null, int? reluBlocks = null)
    {
        var (net, input) = Begin(state, shape, epsilon: 1e-3);
        var swish = Activation.HardSilu;
        var isLarge = state.Contains($"features.{SmallStrides.Length + 1}.block.0.0.weight");
        var x = TorchNetwork.Activate(net.Normalization(net.Convolution(input, "features.0.0", 2), "features.0.1"), swish);
        var block = 1;
        for (; state.Contains($"features.{block}.block.0.0.weight"); block++)
        {
            var stride = Stride(strides ?? (isLarge ? LargeStrides : SmallStrides), block - 1);
            var isRelu = block <= (reluBlocks ?? (isLarge ? 6 : 3));
            x = MobileNetV3Block(net, x, $"features.{block}.block", stride, isRelu ? Activation.Relu : swish);
        }
        x = TorchNetwork.Activate(net.Normalization(net.Convolution(x, $"features.{block}.0"), $"features.{block}.1"), swish);
        x = TorchNetwork.Activate(net.Dense(new GlobalAveragePooling2D().On(x), "classifier.0"), swish);
        return net.Finish(input, net.Head(new Dropout(0.2).On(x), "classifier.3"), "mobilenet_v3");
    }

    /// <summary><c>torchvision.models.squeezenet</c>: squeezenet1_0 and squeezenet1_1.</summary>
    /// <param name="state">The state dict.</param>
    /// <param name="shape">The shape of an image, (height, width, channels).</param>
    public static Functional SqueezeNet(TorchStateDict state, Shape shape)
    {
        var (net, input) = Begin(state, shape);
        // Version 1.1 begins with a window of 3 x 3 and pools earlier.
        int[] pools = state.ShapeOf("features.0.weight")[2] == 3 ? [2, 5, 8] : [2, 6, 11];
        var x = Relu(net.Convolution(input, "features.0", 2, padding: 0));
        for (var part = 2; pools.Contains(part) || state.Contains($"features.{part}.squeeze.weight"); part++)
        {
            if (pools.Contains(part))
            {
                x = TorchNetwork.MaxPoolRoundedUp(x);
                continue;
            }
            var name = $"features.{part}";
            var squeezed = Relu(net.Convolution(x, $"{name}.squeeze"));
            x = new Concatenate().On(
                Relu(net.Convolution(squeezed, $"{name}.expand1x1")), Relu(net.Convolution(squeezed, $"{name}.expand3x3")));
        }
        x = Relu(net.Convolution(new Dropout(0.5).On(x), "classifier.1"));
        return net.Finish(input, new GlobalAveragePooling2D().On(x), "squeezenet");
    }

    /// <summary><c>torchvision.models.alexnet</c>.</summary>
    /// <param name="state">The state dict.</param>
    /// <param name="shape">The shape of an image, (height, width, channels).</param>
    public static Functional AlexNet(TorchStateDict state, Shape shape)
    {
        var (net, input) = Begin(state, shape);
        var x = new MaxPooling2D(3, 2).On(Relu(net.Convolution(input, "features.0", 4, padding: 2)));
        x = new MaxPooling2D(3, 2).On(Relu(net.Convolution(x, "features.3")));
        x = Relu(net.Convolution(Relu(net.Convolution(x, "features.6")), "features.8"));
        x = new MaxPooling2D(3, 2).On(Relu(net.Convolution(x, "features.10")));
        x = new Dropout(0.5).On(new AdaptiveAveragePooling2D(6).On(x));
        x = new Dropout(0.5).On(Relu(net.DenseAfterFlatten(x, "classifier.1")));
        return net.Finish(input, net.Dense(Relu(net.Dense(x, "classifier.4")), "classifier.6"), "alexnet");
    }

    /// <summary><c>torchvision.models.convnext</c>: convnext_tiny to convnext_large.</summary>
    /// <param name="state">The state dict.</param>
    /// <param name="shape">The shape of an image, (height, width, channels).</param>
    public static Functional ConvNeXt(TorchStateDict state, Shape shape)
    {
        var (net, input) = Begin(state, shape, epsilon: 1e-6);
        var x = net.LayerNormalization(net.Patches(input, "features.0.0"), "features.0.1");
        for (var stage = 1; state.Contains($"features.{stage}.0.block.0.weight"); stage += 2)
        {
            for (var block = 0; state.Contains($"features.{stage}.{block}.block.0.weight"); block++)
                x = ConvNeXtBlock(net, x, $"features.{stage}.{block}");
            if (state.Contains($"features.{stage + 1}.1.weight"))
                x = net.Patches(net.LayerNormalization(x, $"features.{stage + 1}.0"), $"features.{stage + 1}.1");
        }
        x = net.LayerNormalization(new GlobalAveragePooling2D().On(x), "classifier.0");
        return net.Finish(input, net.Head(x, "classifier.2"), "convnext");
    }

    // Expansion where there is one, depthwise window, squeeze and excitation where there is one, projection.
    private static SymbolicTensor MobileNetV3Block(TorchNetwork net, SymbolicTensor x, string name, int stride, Activation activation)
    {
        var (y, part) = (x, 0);
        if (net.State.ShapeOf($"{name}.0.0.weight")[2] == 1)
            y = TorchNetwork.Activate(net.Normalization(net.Convolution(y, $"{name}.{part}.0"), $"{name}.{part++}.1"), activation);
        y = net.Convolution(y, $"{name}.{part}.0", stride, isDepthwise: true);
        y = TorchNetwork.Activate(net.Normalization(y, $"{name}.{part++}.1"), activation);
        if (net.State.Contains($"{name}.{part}.fc1.weight"))
        {
            var squeezed = Relu(net.Convolution(new GlobalAveragePooling2D(keepDims: true).On(y), $"{name}.{part}.fc1"));
            y = new Multiply().On(
                y, TorchNetwork.Activate(net.Convolution(squeezed, $"{name}.{part++}.fc2"), Activation.HardSigmoid));
        }
        y = net.Normalization(net.Convolution(y, $"{name}.{part}.0"), $"{name}.{part}.1");
        return stride == 1 && x.Shape[^1] == y.Shape[^1] ? new Add().On(y, x) : y;
    }

    // Depthwise window, normalization, four times as many channels and back, each scaled.
    private static SymbolicTensor ConvNeXtBlock(TorchNetwork net, SymbolicTensor x, string name)
    {
        var y = net.LayerNormalization(net.Convolution(x, $"{name}.block.0", isDepthwise: true), $"{name}.block.2");
        y = TorchNetwork.Activate(net.Dense(y, $"{name}.block.3"), Activation.Gelu);
        return new Add().On(net.Scale(net.Dense(y, $"{name}.block.5"), $"{name}.layer_scale"), x);
    }
}
