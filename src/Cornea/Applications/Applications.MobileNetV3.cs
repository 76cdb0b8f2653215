namespace Cornea;

public static partial class Applications
{
    private const double MobileMomentum = 0.999;

    /// <summary>
    /// MobileNetV3Small: eleven inverted residual blocks found by search, for the smallest machines; 2,554,968 parameters.
    /// </summary>
    /// <param name="includeTop">Whether the layers that tell the classes apart are there; without them the model gives features.</param>
    /// <param name="weights">A file of weights of this network, <c>.h5</c>, <c>.weights.h5</c> or <c>.safetensors</c>; the initializers'
    /// values when null.</param>
    /// <param name="inputShape">Height, width and channels of an image; the size the network was made for when null, any size without the
    /// top.</param>
    /// <param name="pooling">Without the top: how the last feature maps become one vector.</param>
    /// <param name="classes">The number of classes.</param>
    /// <param name="classifierActivation">Activation of the last layer; softmax when null, <see cref="Activation.Linear"/> for
    /// logits.</param>
    /// <param name="alpha">The width of the network: the filters of each layer are multiplied by it and rounded to a multiple of 8.</param>
    /// <param name="minimalistic">Whether only 3 x 3 windows and ReLU are used, without weights per channel.</param>
    /// <param name="dropoutRate">The rate of the dropout before the classifier.</param>
    /// <param name="includePreprocessing">Whether the network scales pixels of 0 to 255 itself.</param>
    /// <param name="name">The model's name.</param>
    /// <param name="seed">The first weights are a pure function of it.</param>
    /// <exception cref="ShapeException">The images are smaller than the network can take.</exception>
    /// <remarks>
    /// Without <paramref name="inputShape"/> images of any size are taken. Source: Howard, Sandler, Chu and others, "Searching for
    /// MobileNetV3", 2019; Keras, <c>applications/mobilenet_v3.py</c>.
    /// </remarks>
    public static Functional MobileNetV3Small(
        bool includeTop = true, string? weights = null, Shape? inputShape = null, FeaturePooling pooling = FeaturePooling.None,
        int classes = 1000, Activation? classifierActivation = null, double alpha = 1, bool minimalistic = false,
        double dropoutRate = 0.2, bool includePreprocessing = true, string name = "MobileNetV3Small", long seed = 0) =>
        MobileNetV3(
            MobileNetV3SmallBlocks, 1024, new(includeTop, weights, inputShape, pooling, classes, classifierActivation, name, seed),
            alpha, minimalistic, dropoutRate, includePreprocessing);

    /// <summary>MobileNetV3Large: fifteen inverted residual blocks found by search; 5,507,432 parameters.</summary>
    /// <inheritdoc cref="MobileNetV3Small" path="param|remarks|exception"/>
    public static Functional MobileNetV3Large(
        bool includeTop = true, string? weights = null, Shape? inputShape = null, FeaturePooling pooling = FeaturePooling.None,
        int classes = 1000, Activation? classifierActivation = null, double alpha = 1, bool minimalistic = false,
        double dropoutRate = 0.2, bool includePreprocessing = true, string name = "MobileNetV3Large", long seed = 0) =>
        MobileNetV3(
            MobileNetV3LargeBlocks, 1280, new(includeTop, weights, inputShape, pooling, classes, classifierActivation, name, seed),
            alpha, minimalistic, dropoutRate, includePreprocessing);

    private static IReadOnlyList<MobileBlock> MobileNetV3SmallBlocks { get; } =
    [
        new(1, 16, 3, 2, true, false), new(72 / 16.0, 24, 3, 2, false, false), new(88 / 24.0, 24, 3, 1, false, false),
        new(4, 40, 5, 2, true, true), new(6, 40, 5, 1, true, true), new(6, 40, 5, 1, true, true), new(3, 48, 5, 1, true, true),
        new(3, 48, 5, 1, true, true), new(6, 96, 5, 2, true, true), new(6, 96, 5, 1, true, true), new(6, 96, 5, 1, true, true),
    ];

    private static IReadOnlyList<MobileBlock> MobileNetV3LargeBlocks { get; } =
    [
        new(1, 16, 3, 1, false, false), new(4, 24, 3, 2, false, false), new(3, 24, 3, 1, false, false), new(3, 40, 5, 2, true, false),
        new(3, 40, 5, 1, true, false), new(3, 40, 5, 1, true, false), new(6, 80, 3, 2, false, true), new(2.5, 80, 3, 1, false, true),
        new(2.3, 80, 3, 1, false, true), new(2.3, 80, 3, 1, false, true), new(6, 112, 3, 1, true, true), new(6, 112, 3, 1, true, true),
        new(6, 160, 5, 2, true, true), new(6, 160, 5, 1, true, true), new(6, 160, 5, 1, true, true),
    ];

    private static Functional MobileNetV3(
        IReadOnlyList<MobileBlock> blocks, int lastChannels, ImageModelOptions options, double alpha, bool minimalistic, double dropoutRate,
        bool includePreprocessing)
    {
        var input = options.Entrance(Shape.Unknown, 32);
        var x = includePreprocessing ? new Rescaling(1 / 127.5, -1).On(input) : input;
        x = x.Convolve(16, 3, "conv", 2, Padding.Same).Normalize("conv_bn", momentum: MobileMomentum).Shaped(!minimalistic);
        for (var i = 0; i < blocks.Count; i++)
        {
            var block = blocks[i] with { Filters = RoundChannels(blocks[i].Filters * alpha) };
            x = MobileNetV3Block(x, minimalistic ? block with { Kernel = 3, IsWeighed = false, IsHard = false } : block, i);
        }
        x = x.Convolve(RoundChannels(x.Shape[3] * 6), 1, "conv_1", padding: Padding.Same);
        x = x.Normalize("conv_1_bn", momentum: MobileMomentum).Shaped(!minimalistic);
        if (!options.IncludeTop)
            return options.Finish(input, x.Features(options, "avg_pool", "max_pool"));
        lastChannels = alpha > 1 ? RoundChannels(lastChannels * alpha) : lastChannels;
        x = new GlobalAveragePooling2D(keepDims: true).On(x);
        x = x.Convolve(lastChannels, 1, "conv_2", padding: Padding.Same, useBias: true).Shaped(!minimalistic);
        if (dropoutRate > 0)
            x = new Dropout(dropoutRate).On(x);
        x = new Flatten().On(x.Convolve(options.Classes, 1, "logits", padding: Padding.Same, useBias: true));
        return options.Finish(input, x.Activate(options.ClassifierActivation ?? Activation.Softmax, "predictions"));
    }

    private static SymbolicTensor MobileNetV3Block(SymbolicTensor input, MobileBlock block, int number)
    {
        var prefix = number == 0 ? "expanded_conv" : $"expanded_conv_{number}";
        var (x, wide) = (input, RoundChannels(input.Shape[3] * block.Expansion));
        if (number > 0)
        {
            x = x.Convolve(wide, 1, prefix + "_expand", padding: Padding.Same);
            x = x.Normalize(prefix + "_expand_bn", momentum: MobileMomentum).Shaped(block.IsHard);
        }
        if (block.Strides == 2)
            x = x.PadForStride(block.Kernel, prefix + "_depthwise_pad");
        var padding = block.Strides == 1 ? Padding.Same : Padding.Valid;
        x = new DepthwiseConv2D(block.Kernel, block.Strides, padding, useBias: false, name: prefix + "_depthwise").On(x);
        x = x.Normalize(prefix + "_depthwise_bn", momentum: MobileMomentum).Shaped(block.IsHard);
        if (block.IsWeighed)
            x = WeighedChannels(x, wide, prefix + "_squeeze_excite_");
        x = x.Convolve(block.Filters, 1, prefix + "_project", padding: Padding.Same);
        x = x.Normalize(prefix + "_project_bn", momentum: MobileMomentum);
        return block.Strides == 1 && input.Shape[3] == block.Filters ? new Add(name: prefix + "_add").On(input, x) : x;
    }

    // A weight per channel: the channel's mean, squeezed through a narrow layer.
    private static SymbolicTensor WeighedChannels(SymbolicTensor x, int channels, string prefix)
    {
        var weights = new GlobalAveragePooling2D(keepDims: true, name: prefix + "avg_pool").On(x);
        weights = weights.Convolve(RoundChannels(channels * 0.25), 1, prefix + "conv", padding: Padding.Same, useBias: true);
        weights = new ReLU(name: prefix + "relu").On(weights);
        weights = weights.Convolve(channels, 1, prefix + "conv_1", padding: Padding.Same, useBias: true);
        weights = new ReLU(6).On(weights + 3.0) * (1 / 6.0);
        return new Multiply(name: prefix + "mul").On(x, weights);
    }

    private static SymbolicTensor Shaped(this SymbolicTensor x, bool isHard) => isHard ? x.Activate(Activation.HardSilu) : new ReLU().On(x);

    private sealed record MobileBlock(double Expansion, int Filters, int Kernel, int Strides, bool IsWeighed, bool IsHard);
}
