namespace Cornea;

public static partial class Applications
{
    /// <summary>
    /// EfficientNetB0: inverted residual blocks that also weigh their channels, with numbers found by search; 5,330,571
    /// parameters. It scales and normalizes pixels itself: feed 0 to 255.
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
    /// <param name="imageNetScaling">Whether the channels are divided by the roots of ImageNet's standard deviations behind the
    /// normalization, as in the network that the official weights belong to: set it with those files.</param>
    /// <param name="name">The model's name.</param>
    /// <param name="seed">The first weights are a pure function of it.</param>
    /// <exception cref="ShapeException">The images are smaller than the network can take.</exception>
    /// <remarks>
    /// Source: Tan, Le, "EfficientNet: rethinking model scaling for convolutional neural networks", 2019; Keras,
    /// <c>applications/efficientnet.py</c>.
    /// </remarks>
    public static Functional EfficientNetB0(
        bool includeTop = true, string? weights = null, Shape? inputShape = null, FeaturePooling pooling = FeaturePooling.None,
        int classes = 1000, Activation? classifierActivation = null, bool imageNetScaling = false, string name = "efficientnetb0",
        long seed = 0) =>
        EfficientNet(
            new(1, 1, 224, 0.2, imageNetScaling),
            new(includeTop, weights, inputShape, pooling, classes, classifierActivation, name, seed));

    /// <summary>
    /// EfficientNetB1: EfficientNetB0 made wider and deeper, for images of 240 x 240 pixels of 0 to 255; 7,856,239 parameters.
    /// </summary>
    /// <inheritdoc cref="EfficientNetB0" path="param|remarks|exception"/>
    public static Functional EfficientNetB1(
        bool includeTop = true, string? weights = null, Shape? inputShape = null, FeaturePooling pooling = FeaturePooling.None,
        int classes = 1000, Activation? classifierActivation = null, bool imageNetScaling = false, string name = "efficientnetb1",
        long seed = 0) =>
        EfficientNet(
            new(1, 1.1, 240, 0.2, imageNetScaling),
            new(includeTop, weights, inputShape, pooling, classes, classifierActivation, name, seed));

    /// <summary>
    /// EfficientNetB2: EfficientNetB0 made wider and deeper, for images of 260 x 260 pixels of 0 to 255; 9,177,569 parameters.
    /// </summary>
    /// <inheritdoc cref="EfficientNetB0" path="param|remarks|exception"/>
    public static Functional EfficientNetB2(
        bool includeTop = true, string? weights = null, Shape? inputShape = null, FeaturePooling pooling = FeaturePooling.None,
        int classes = 1000, Activation? classifierActivation = null, bool imageNetScaling = false, string name = "efficientnetb2",
        long seed = 0) =>
        EfficientNet(
            new(1.1, 1.2, 260, 0.3, imageNetScaling),
            new(includeTop, weights, inputShape, pooling, classes, classifierActivation, name, seed));

    /// <summary>
    /// EfficientNetB3: EfficientNetB0 made wider and deeper, for images of 300 x 300 pixels of 0 to 255; 12,320,535 parameters.
    /// </summary>
    /// <inheritdoc cref="EfficientNetB0" path="param|remarks|exception"/>
    public static Functional EfficientNetB3(
        bool includeTop = true, string? weights = null, Shape? inputShape = null, FeaturePooling pooling = FeaturePooling.None,
        int classes = 1000, Activation? classifierActivation = null, bool imageNetScaling = false, string name = "efficientnetb3",
        long seed = 0) =>
        EfficientNet(
            new(1.2, 1.4, 300, 0.3, imageNetScaling),
            new(includeTop, weights, inputShape, pooling, classes, classifierActivation, name, seed));

    /// <summary>
    /// EfficientNetB4: EfficientNetB0 made wider and deeper, for images of 380 x 380 pixels of 0 to 255; 19,466,823 parameters.
    /// </summary>
    /// <inheritdoc cref="EfficientNetB0" path="param|remarks|exception"/>
    public static Functional EfficientNetB4(
        bool includeTop = true, string? weights = null, Shape? inputShape = null, FeaturePooling pooling = FeaturePooling.None,
        int classes = 1000, Activation? classifierActivation = null, bool imageNetScaling = false, string name = "efficientnetb4",
        long seed = 0) =>
        EfficientNet(
            new(1.4, 1.8, 380, 0.4, imageNetScaling),
            new(includeTop, weights, inputShape, pooling, classes, classifierActivation, name, seed));

    /// <summary>
    /// EfficientNetB5: EfficientNetB0 made wider and deeper, for images of 456 x 456 pixels of 0 to 255; 30,562,527 parameters.
    /// </summary>
    /// <inheritdoc cref="EfficientNetB0" path="param|remarks|exception"/>
    public static Functional EfficientNetB5(
        bool includeTop = true, string? weights = null, Shape? inputShape = null, FeaturePooling pooling = FeaturePooling.None,
        int classes = 1000, Activation? classifierActivation = null, bool imageNetScaling = false, string name = "efficientnetb5",
        long seed = 0) =>
        EfficientNet(
            new(1.6, 2.2, 456, 0.4, imageNetScaling),
            new(includeTop, weights, inputShape, pooling, classes, classifierActivation, name, seed));

    /// <summary>
    /// EfficientNetB6: EfficientNetB0 made wider and deeper, for images of 528 x 528 pixels of 0 to 255; 43,265,143 parameters.
    /// </summary>
    /// <inheritdoc cref="EfficientNetB0" path="param|remarks|exception"/>
    public static Functional EfficientNetB6(
        bool includeTop = true, string? weights = null, Shape? inputShape = null, FeaturePooling pooling = FeaturePooling.None,
        int classes = 1000, Activation? classifierActivation = null, bool imageNetScaling = false, string name = "efficientnetb6",
        long seed = 0) =>
        EfficientNet(
            new(1.8, 2.6, 528, 0.5, imageNetScaling),
            new(includeTop, weights, inputShape, pooling, classes, classifierActivation, name, seed));

    /// <summary>
    /// EfficientNetB7: EfficientNetB0 made wider and deeper, for images of 600 x 600 pixels of 0 to 255; 66,658,687 parameters.
    /// </summary>
    /// <inheritdoc cref="EfficientNetB0" path="param|remarks|exception"/>
    public static Functional EfficientNetB7(
        bool includeTop = true, string? weights = null, Shape? inputShape = null, FeaturePooling pooling = FeaturePooling.None,
        int classes = 1000, Activation? classifierActivation = null, bool imageNetScaling = false, string name = "efficientnetb7",
        long seed = 0) =>
        EfficientNet(
            new(2, 3.1, 600, 0.5, imageNetScaling),
            new(includeTop, weights, inputShape, pooling, classes, classifierActivation, name, seed));

    private static Initializer EfficientKernel { get; } = new VarianceScaling(2, FanMode.FanOut);

    private static Initializer EfficientTop { get; } = new VarianceScaling(1 / 3.0, FanMode.FanOut, WeightDistribution.Uniform);

    private static IReadOnlyList<(int Kernel, int Blocks, int Filters, int Expansion, int Strides)> EfficientStages { get; } =
        [(3, 1, 16, 1, 1), (3, 2, 24, 6, 2), (5, 2, 40, 6, 2), (3, 3, 80, 6, 2), (5, 3, 112, 6, 1), (5, 4, 192, 6, 2), (3, 1, 320, 6, 1)];

    private static Functional EfficientNet(EfficientSizes sizes, ImageModelOptions options)
    {
        var input = options.Entrance(sizes.Size, 32);
        var x = new Normalization([3]).On(new Rescaling(1 / 255.0).On(input));
        if (sizes.ImageNetScaling)
            x = new Rescaling([.. ImageNetDeviation.Select(deviation => 1 / Math.Sqrt(deviation))]).On(x);
        x = x.PadForStride(3, "stem_conv_pad").Convolve(RoundChannels(32 * sizes.Width), 3, "stem_conv", 2, initializer: EfficientKernel);
        x = Swish(x, "stem_bn", "stem_activation");
        var (done, all) = (0, EfficientStages.Sum(stage => sizes.Blocks(stage.Blocks)));
        for (var i = 0; i < EfficientStages.Count; i++)
        {
            var (kernel, blocks, filters, expansion, strides) = EfficientStages[i];
            for (var j = 0; j < sizes.Blocks(blocks); j++)
            {
                x = WeighedResidual(
                    x, RoundChannels(filters * sizes.Width), kernel, j == 0 ? strides : 1, expansion, 0.2 * done++ / all,
                    $"block{i + 1}{(char)('a' + j)}_");
            }
        }
        x = x.Convolve(RoundChannels(1280 * sizes.Width), 1, "top_conv", padding: Padding.Same, initializer: EfficientKernel);
        return options.Finish(input, Swish(x, "top_bn", "top_activation").Top(options, dropout: sizes.Dropout, initializer: EfficientTop));
    }

    private static SymbolicTensor WeighedResidual(
        SymbolicTensor input, int filters, int kernel, int strides, int expansion, double dropRate, string name)
    {
        var (x, channels) = (input, input.Shape[3]);
        var wide = channels * expansion;
        if (expansion != 1)
        {
            x = x.Convolve(wide, 1, name + "expand_conv", padding: Padding.Same, initializer: EfficientKernel);
            x = Swish(x, name + "expand_bn", name + "expand_activation");
        }
        if (strides == 2)
            x = x.PadForStride(kernel, name + "dwconv_pad");
        x = new DepthwiseConv2D(
            kernel, strides, strides == 2 ? Padding.Valid : Padding.Same, useBias: false, depthwiseInitializer: EfficientKernel,
            name: name + "dwconv").On(x);
        x = SqueezeExcite(Swish(x, name + "bn", name + "activation"), wide, Math.Max(1, channels / 4), name);
        x = x.Convolve(filters, 1, name + "project_conv", padding: Padding.Same, initializer: EfficientKernel);
        return DroppedSum(x.Normalize(name + "project_bn", axis: 3), input, strides, dropRate, name);
    }

    // A weight per channel: the channel's mean, squeezed through a narrow layer.
    private static SymbolicTensor SqueezeExcite(SymbolicTensor x, int channels, int narrow, string name)
    {
        var weights = new GlobalAveragePooling2D(name: name + "se_squeeze").On(x);
        weights = new Reshape([1, 1, channels], name: name + "se_reshape").On(weights);
        weights = weights.Convolve(
            narrow, 1, name + "se_reduce", padding: Padding.Same, useBias: true, activation: Activation.Silu, initializer: EfficientKernel);
        weights = weights.Convolve(
            channels, 1, name + "se_expand", padding: Padding.Same, useBias: true, activation: Activation.Sigmoid,
            initializer: EfficientKernel);
        return new Multiply(name: name + "se_excite").On(x, weights);
    }

    // Where nothing changes the shape the input is added; in training whole images are sometimes left out of the block.
    private static SymbolicTensor DroppedSum(SymbolicTensor x, SymbolicTensor input, int strides, double dropRate, string name)
    {
        if (strides > 1 || input.Shape[3] != x.Shape[3])
            return x;
        if (dropRate > 0)
            x = new Dropout(dropRate, [Shape.Unknown, 1, 1, 1], name: name + "drop").On(x);
        return new Add(name: name + "add").On(x, input);
    }

    private static SymbolicTensor Swish(SymbolicTensor x, string normalization, string name, double momentum = 0.99) =>
        x.Normalize(normalization, momentum: momentum, axis: 3).Activate(Activation.Silu, name);

    private sealed record EfficientSizes(double Width, double Depth, int Size, double Dropout, bool ImageNetScaling)
    {
        public int Blocks(int blocks) => (int)Math.Ceiling(Depth * blocks);
    }
}
