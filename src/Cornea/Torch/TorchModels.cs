namespace Cornea.Torch;

/// <summary>
/// torchvision's networks from their state dicts: sizes and numbers of blocks are those of the tensors, so that any member of a family, and
/// any width, is read. The outputs are the numbers before softmax, as in PyTorch.
/// </summary>
public static partial class TorchModels
{
    private static readonly int[] MobileNetV2Strides = [1, 2, 1, 2, 1, 1, 2, 1, 1, 1, 1, 1, 1, 2, 1, 1, 1];
    private static readonly int[] EfficientNetStrides = [1, 2, 2, 2, 1, 2, 1];

    /// <summary>The network of a state dict, whose family is recognized by its names.</summary>
    /// <param name="state">The state dict.</param>
    /// <param name="shape">The shape of an image, (height, width, channels).</param>
    /// <exception cref="InvalidDataException">It is of no family that is known here, or tensors are missing or left over.</exception>
    /// <example><code>
    /// var model = TorchModels.From(TorchStateDict.Read("resnet50.safetensors"), [224, 224, 3]);
    /// model.Save("resnet50.keras");
    /// </code></example>
    public static Functional From(TorchStateDict state, Shape shape)
    {
        ArgumentNullException.ThrowIfNull(state);
        if (state.Contains("layer1.0.conv1.weight"))
            return ResNet(state, shape);
        if (state.Contains("features.denseblock1.denselayer1.conv1.weight"))
            return DenseNet(state, shape);
        if (state.Contains("features.1.conv.0.0.weight"))
            return MobileNetV2(state, shape);
        if (state.Contains("features.1.0.block.0.0.weight") && state.Contains("features.1.0.block.1.fc1.weight"))
            return EfficientNet(state, shape);
        if (state.Contains("features.1.0.block.0.0.weight"))
            return EfficientNetV2(state, shape);
        if (state.Contains("Mixed_7c.branch_pool.conv.weight"))
            return InceptionV3(state, shape);
        if (state.Contains("inception3a.branch1.conv.weight"))
            return GoogLeNet(state, shape);
        if (state.Contains("layers.8.0.layers.0.weight"))
            return MNASNet(state, shape);
        if (state.Contains("stage2.0.branch1.0.weight"))
            return ShuffleNetV2(state, shape);
        if (state.Contains("trunk_output.block1.block1-0.f.a.0.weight"))
            return RegNet(state, shape);
        if (state.Contains("features.1.block.0.0.weight"))
            return MobileNetV3(state, shape);
        if (state.Contains("features.1.0.block.0.weight") && state.Contains("features.1.0.layer_scale"))
            return ConvNeXt(state, shape);
        if (state.Contains("features.3.squeeze.weight"))
            return SqueezeNet(state, shape);
        if (state.Contains("features.10.weight") && state.Contains("classifier.1.weight"))
            return AlexNet(state, shape);
        if (state.Contains("features.0.weight") && state.Contains("classifier.0.weight"))
            return VGG(state, shape);
        throw new InvalidDataException(
            "The state dict is of none of torchvision's families that are known here: resnet, resnext, wide_resnet, vgg, mobilenet_v2, " +
            "mobilenet_v3, densenet, efficientnet_b0 to b7, efficientnet_v2, inception_v3, convnext, squeezenet, alexnet, googlenet, " +
            "mnasnet, shufflenet_v2, regnet. Its tensors " +
            $"begin with {string.Join(", ", state.Names.Take(4).Select(name => $"'{name}'"))}. Build the network in code and load each " +
            "layer: TorchStateDict.Load.");
    }

    /// <summary><c>torchvision.models.resnet</c>: resnet18 to 152, resnext and wide_resnet.</summary>
    /// <param name="state">The state dict.</param>
    /// <param name="shape">The shape of an image, (height, width, channels).</param>
    public static Functional ResNet(TorchStateDict state, Shape shape)
    {
        var (net, input) = Begin(state, shape);
        var x = TorchNetwork.MaxPool(Relu(net.Normalization(net.Convolution(input, "conv1", 2), "bn1")));
        for (var stage = 1; state.Contains($"layer{stage}.0.conv1.weight"); stage++)
        {
            for (var block = 0; state.Contains($"layer{stage}.{block}.conv1.weight"); block++)
                x = ResNetBlock(net, x, $"layer{stage}.{block}", stage > 1 && block == 0 ? 2 : 1);
        }
        return net.Finish(input, net.Head(new GlobalAveragePooling2D().On(x), "fc"), "resnet");
    }

    /// <summary><c>torchvision.models.vgg</c>: vgg11 to 19, with batch normalization or without.</summary>
    /// <param name="state">The state dict.</param>
    /// <param name="shape">The shape of an image, (height, width, channels).</param>
    public static Functional VGG(TorchStateDict state, Shape shape)
    {
        var (net, input) = Begin(state, shape);
        var x = input;
        int[] convolutions = [.. Enumerable.Range(0, 100).Where(i =>
            state.Contains($"features.{i}.weight") && state.ShapeOf($"features.{i}.weight").Rank == 4)];
        foreach (var (at, index) in convolutions.Index())
        {
            x = net.Convolution(x, $"features.{index}");
            var isNormalized = state.Contains($"features.{index + 1}.running_mean");
            if (isNormalized)
                x = net.Normalization(x, $"features.{index + 1}");
            x = Relu(x);
            // A pooling stands between, and at the end.
            var next = index + (isNormalized ? 3 : 2);
            if (at + 1 == convolutions.Length || convolutions[at + 1] > next)
                x = new MaxPooling2D(2).On(x);
        }
        x = new AdaptiveAveragePooling2D(7).On(x);
        x = new Dropout(0.5).On(Relu(net.DenseAfterFlatten(x, "classifier.0")));
        x = new Dropout(0.5).On(Relu(net.Dense(x, "classifier.3")));
        return net.Finish(input, net.Head(x, "classifier.6"), "vgg");
    }

    /// <summary><c>torchvision.models.mobilenet_v2</c>.</summary>
    /// <param name="state">The state dict.</param>
    /// <param name="shape">The shape of an image, (height, width, channels).</param>
    /// <param name="strides">The stride of each block, which a state dict does not hold; those of the published network where null.</param>
    public static Functional MobileNetV2(TorchStateDict state, Shape shape, IReadOnlyList<int>? strides = null)
    {
        var (net, input) = Begin(state, shape);
        var relu6 = Activation.Relu6;
        var x = TorchNetwork.Activate(net.Normalization(net.Convolution(input, "features.0.0", 2), "features.0.1"), relu6);
        var block = 1;
        for (; state.Contains($"features.{block}.conv.0.0.weight"); block++)
        {
            var (before, name) = (x, $"features.{block}.conv");
            var isExpanded = state.Contains($"{name}.1.0.weight");
            var stride = Stride(strides ?? MobileNetV2Strides, block - 1);
            if (isExpanded)
                x = TorchNetwork.Activate(net.Normalization(net.Convolution(x, $"{name}.0.0"), $"{name}.0.1"), relu6);
            var depthwise = isExpanded ? 1 : 0;
            x = net.Convolution(x, $"{name}.{depthwise}.0", stride, isDepthwise: true);
            x = TorchNetwork.Activate(net.Normalization(x, $"{name}.{depthwise}.1"), relu6);
            x = net.Normalization(net.Convolution(x, $"{name}.{depthwise + 1}"), $"{name}.{depthwise + 2}");
            if (stride == 1 && before.Shape[^1] == x.Shape[^1])
                x = new Add().On(before, x);
        }
        x = TorchNetwork.Activate(net.Normalization(net.Convolution(x, $"features.{block}.0"), $"features.{block}.1"), relu6);
        x = new Dropout(0.2).On(new GlobalAveragePooling2D().On(x));
        return net.Finish(input, net.Head(x, "classifier.1"), "mobilenet_v2");
    }

    /// <summary><c>torchvision.models.densenet</c>: densenet121 to 201.</summary>
    /// <param name="state">The state dict.</param>
    /// <param name="shape">The shape of an image, (height, width, channels).</param>
    public static Functional DenseNet(TorchStateDict state, Shape shape)
    {
        var (net, input) = Begin(state, shape);
        var x = TorchNetwork.MaxPool(Relu(net.Normalization(net.Convolution(input, "features.conv0", 2), "features.norm0")));
        for (var block = 1; state.Contains($"features.denseblock{block}.denselayer1.conv1.weight"); block++)
        {
            for (var layer = 1; state.Contains($"features.denseblock{block}.denselayer{layer}.conv1.weight"); layer++)
            {
                var name = $"features.denseblock{block}.denselayer{layer}";
                var y = net.Convolution(Relu(net.Normalization(x, $"{name}.norm1")), $"{name}.conv1");
                y = net.Convolution(Relu(net.Normalization(y, $"{name}.norm2")), $"{name}.conv2");
                x = new Concatenate().On(x, y);
            }
            if (state.Contains($"features.transition{block}.conv.weight"))
            {
                x = Relu(net.Normalization(x, $"features.transition{block}.norm"));
                x = new AveragePooling2D(2).On(net.Convolution(x, $"features.transition{block}.conv"));
            }
        }
        x = new GlobalAveragePooling2D().On(Relu(net.Normalization(x, "features.norm5")));
        return net.Finish(input, net.Head(x, "classifier"), "densenet");
    }

    /// <summary><c>torchvision.models.efficientnet</c>: efficientnet_b0 to b7.</summary>
    /// <param name="state">The state dict.</param>
    /// <param name="shape">The shape of an image, (height, width, channels).</param>
    /// <param name="strides">The stride of each stage, which a state dict does not hold; the published ones where null.</param>
    /// <param name="epsilon">The epsilon of batch normalizations: 1e-5 for b0 to b4, 1e-3 for b5 to b7.</param>
    public static Functional EfficientNet(TorchStateDict state, Shape shape, IReadOnlyList<int>? strides = null, double epsilon = 1e-5)
    {
        var (net, input) = Begin(state, shape, epsilon);
        var silu = Activation.Silu;
        var x = TorchNetwork.Activate(net.Normalization(net.Convolution(input, "features.0.0", 2), "features.0.1"), silu);
        var stage = 1;
        for (; state.Contains($"features.{stage}.0.block.0.0.weight"); stage++)
        {
            for (var block = 0; state.Contains($"features.{stage}.{block}.block.0.0.weight"); block++)
            {
                var stride = block == 0 ? Stride(strides ?? EfficientNetStrides, stage - 1) : 1;
                x = EfficientNetBlock(net, x, $"features.{stage}.{block}.block", stride);
            }
        }
        x = TorchNetwork.Activate(net.Normalization(net.Convolution(x, $"features.{stage}.0"), $"features.{stage}.1"), silu);
        x = new Dropout(0.2).On(new GlobalAveragePooling2D().On(x));
        return net.Finish(input, net.Head(x, "classifier.1"), "efficientnet");
    }

    private static (TorchNetwork Network, SymbolicTensor Input) Begin(TorchStateDict state, Shape shape, double epsilon = 1e-5)
    {
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(shape);
        return (new TorchNetwork(state, epsilon), Model.Input(shape));
    }

    // Two 3 x 3 windows, or 1 x 1, 3 x 3, 1 x 1 with the stride at the middle one.
    private static SymbolicTensor ResNetBlock(TorchNetwork net, SymbolicTensor x, string name, int stride)
    {
        var isBottleneck = net.State.Contains(name + ".conv3.weight");
        var y = Relu(net.Normalization(net.Convolution(x, name + ".conv1", isBottleneck ? 1 : stride), name + ".bn1"));
        y = net.Normalization(net.Convolution(y, name + ".conv2", isBottleneck ? stride : 1), name + ".bn2");
        if (isBottleneck)
            y = net.Normalization(net.Convolution(Relu(y), name + ".conv3"), name + ".bn3");
        if (net.State.Contains(name + ".downsample.0.weight"))
            x = net.Normalization(net.Convolution(x, name + ".downsample.0", stride), name + ".downsample.1");
        return Relu(new Add().On(y, x));
    }

    // Expansion where there is one, depthwise window, squeeze and excitation, projection.
    private static SymbolicTensor EfficientNetBlock(TorchNetwork net, SymbolicTensor x, string name, int stride)
    {
        var (y, part, silu) = (x, 0, Activation.Silu);
        if (net.State.Contains($"{name}.3.0.weight"))
            y = TorchNetwork.Activate(net.Normalization(net.Convolution(y, $"{name}.{part}.0"), $"{name}.{part++}.1"), silu);
        y = net.Convolution(y, $"{name}.{part}.0", stride, isDepthwise: true);
        y = TorchNetwork.Activate(net.Normalization(y, $"{name}.{part++}.1"), silu);
        var squeezed = new GlobalAveragePooling2D(keepDims: true).On(y);
        squeezed = TorchNetwork.Activate(net.Convolution(squeezed, $"{name}.{part}.fc1"), silu);
        y = new Multiply().On(y, TorchNetwork.Activate(net.Convolution(squeezed, $"{name}.{part++}.fc2"), Activation.Sigmoid));
        y = net.Normalization(net.Convolution(y, $"{name}.{part}.0"), $"{name}.{part}.1");
        return stride == 1 && x.Shape[^1] == y.Shape[^1] ? new Add().On(y, x) : y;
    }

    private static SymbolicTensor Relu(SymbolicTensor x) => new ReLU().On(x);

    private static int Stride(IReadOnlyList<int> strides, int index) => index < strides.Count ? strides[index]
        : throw new InvalidDataException(
            $"The state dict has more blocks than strides are known for ({strides.Count}). Give the strides of the network.");
}
