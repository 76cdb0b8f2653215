namespace Cornea;

public static partial class Applications
{
    private const double EfficientV2Momentum = 0.9;

    /// <summary>
    /// EfficientNetV2B0: inverted residual blocks, the first ones with whole convolutions, for images of 224 x 224 pixels;
    /// 7,200,312 parameters.
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
    /// <param name="includePreprocessing">Whether the network scales pixels of 0 to 255 itself.</param>
    /// <param name="name">The model's name.</param>
    /// <param name="seed">The first weights are a pure function of it.</param>
    /// <exception cref="ShapeException">The images are smaller than the network can take.</exception>
    /// <remarks>
    /// Source: Tan, Le, "EfficientNetV2: smaller models and faster training", 2021; Keras, <c>applications/efficientnet_v2.py</c>.
    /// </remarks>
    public static Functional EfficientNetV2B0(
        bool includeTop = true, string? weights = null, Shape? inputShape = null, FeaturePooling pooling = FeaturePooling.None,
        int classes = 1000, Activation? classifierActivation = null, bool includePreprocessing = true, string name = "efficientnetv2-b0",
        long seed = 0) =>
        EfficientNetV2(
            new(1, 1, 224, EfficientV2Base, true),
            new(includeTop, weights, inputShape, pooling, classes, classifierActivation, name, seed), includePreprocessing);

    /// <summary>
    /// EfficientNetV2B1: inverted residual blocks, the first ones with whole convolutions, for images of 240 x 240 pixels;
    /// 8,212,124 parameters.
    /// </summary>
    /// <inheritdoc cref="EfficientNetV2B0" path="param|remarks|exception"/>
    public static Functional EfficientNetV2B1(
        bool includeTop = true, string? weights = null, Shape? inputShape = null, FeaturePooling pooling = FeaturePooling.None,
        int classes = 1000, Activation? classifierActivation = null, bool includePreprocessing = true, string name = "efficientnetv2-b1",
        long seed = 0) =>
        EfficientNetV2(
            new(1, 1.1, 240, EfficientV2Base, true),
            new(includeTop, weights, inputShape, pooling, classes, classifierActivation, name, seed), includePreprocessing);

    /// <summary>
    /// EfficientNetV2B2: inverted residual blocks, the first ones with whole convolutions, for images of 260 x 260 pixels;
    /// 10,178,374 parameters.
    /// </summary>
    /// <inheritdoc cref="EfficientNetV2B0" path="param|remarks|exception"/>
    public static Functional EfficientNetV2B2(
        bool includeTop = true, string? weights = null, Shape? inputShape = null, FeaturePooling pooling = FeaturePooling.None,
        int classes = 1000, Activation? classifierActivation = null, bool includePreprocessing = true, string name = "efficientnetv2-b2",
        long seed = 0) =>
        EfficientNetV2(
            new(1.1, 1.2, 260, EfficientV2Base, true),
            new(includeTop, weights, inputShape, pooling, classes, classifierActivation, name, seed), includePreprocessing);

    /// <summary>
    /// EfficientNetV2B3: inverted residual blocks, the first ones with whole convolutions, for images of 300 x 300 pixels;
    /// 14,467,622 parameters.
    /// </summary>
    /// <inheritdoc cref="EfficientNetV2B0" path="param|remarks|exception"/>
    public static Functional EfficientNetV2B3(
        bool includeTop = true, string? weights = null, Shape? inputShape = null, FeaturePooling pooling = FeaturePooling.None,
        int classes = 1000, Activation? classifierActivation = null, bool includePreprocessing = true, string name = "efficientnetv2-b3",
        long seed = 0) =>
        EfficientNetV2(
            new(1.2, 1.4, 300, EfficientV2Base, true),
            new(includeTop, weights, inputShape, pooling, classes, classifierActivation, name, seed), includePreprocessing);

    /// <summary>
    /// EfficientNetV2S: inverted residual blocks, the first ones with whole convolutions, for images of 384 x 384 pixels;
    /// 21,612,360 parameters.
    /// </summary>
    /// <inheritdoc cref="EfficientNetV2B0" path="param|remarks|exception"/>
    public static Functional EfficientNetV2S(
        bool includeTop = true, string? weights = null, Shape? inputShape = null, FeaturePooling pooling = FeaturePooling.None,
        int classes = 1000, Activation? classifierActivation = null, bool includePreprocessing = true, string name = "efficientnetv2-s",
        long seed = 0) =>
        EfficientNetV2(
            new(1, 1, 384, EfficientV2Small, false),
            new(includeTop, weights, inputShape, pooling, classes, classifierActivation, name, seed), includePreprocessing);

    /// <summary>
    /// EfficientNetV2M: inverted residual blocks, the first ones with whole convolutions, for images of 480 x 480 pixels;
    /// 54,431,388 parameters.
    /// </summary>
    /// <inheritdoc cref="EfficientNetV2B0" path="param|remarks|exception"/>
    public static Functional EfficientNetV2M(
        bool includeTop = true, string? weights = null, Shape? inputShape = null, FeaturePooling pooling = FeaturePooling.None,
        int classes = 1000, Activation? classifierActivation = null, bool includePreprocessing = true, string name = "efficientnetv2-m",
        long seed = 0) =>
        EfficientNetV2(
            new(1, 1, 480, EfficientV2Medium, false),
            new(includeTop, weights, inputShape, pooling, classes, classifierActivation, name, seed), includePreprocessing);

    /// <summary>
    /// EfficientNetV2L: inverted residual blocks, the first ones with whole convolutions, for images of 480 x 480 pixels;
    /// 119,027,848 parameters.
    /// </summary>
    /// <inheritdoc cref="EfficientNetV2B0" path="param|remarks|exception"/>
    public static Functional EfficientNetV2L(
        bool includeTop = true, string? weights = null, Shape? inputShape = null, FeaturePooling pooling = FeaturePooling.None,
        int classes = 1000, Activation? classifierActivation = null, bool includePreprocessing = true, string name = "efficientnetv2-l",
        long seed = 0) =>
        EfficientNetV2(
            new(1, 1, 480, EfficientV2Large, false),
            new(includeTop, weights, inputShape, pooling, classes, classifierActivation, name, seed), includePreprocessing);

    private static EfficientV2Stage[] EfficientV2Base { get; } =
    [
        new(1, 32, 16, 1, 1, true), new(2, 16, 32, 4, 2, true), new(2, 32, 48, 4, 2, true), new(3, 48, 96, 4, 2), new(5, 96, 112, 6, 1),
        new(8, 112, 192, 6, 2),
    ];

    private static EfficientV2Stage[] EfficientV2Small { get; } =
    [
        new(2, 24, 24, 1, 1, true), new(4, 24, 48, 4, 2, true), new(4, 48, 64, 4, 2, true), new(6, 64, 128, 4, 2), new(9, 128, 160, 6, 1),
        new(15, 160, 256, 6, 2),
    ];

    private static EfficientV2Stage[] EfficientV2Medium { get; } =
    [
        new(3, 24, 24, 1, 1, true), new(5, 24, 48, 4, 2, true), new(5, 48, 80, 4, 2, true), new(7, 80, 160, 4, 2), new(14, 160, 176, 6, 1),
        new(18, 176, 304, 6, 2), new(5, 304, 512, 6, 1),
    ];

    private static EfficientV2Stage[] EfficientV2Large { get; } =
    [
        new(4, 32, 32, 1, 1, true), new(7, 32, 64, 4, 2, true), new(7, 64, 96, 4, 2, true), new(10, 96, 192, 4, 2), new(19, 192, 224, 6, 1),
        new(25, 224, 384, 6, 2), new(7, 384, 640, 6, 1),
    ];

    private static Functional EfficientNetV2(EfficientV2Sizes sizes, ImageModelOptions options, bool includePreprocessing)
    {
        var input = options.Entrance(sizes.Size, 32);
        var x = includePreprocessing ? EfficientV2Pixels(input, sizes.IsBase) : input;
        x = x.Convolve(sizes.Channels(sizes.Stages[0].InputFilters), 3, "stem_conv", 2, Padding.Same, initializer: EfficientKernel);
        x = Swish(x, "stem_bn", "stem_activation", EfficientV2Momentum);
        // The rates rise to the number of blocks before the network was made deeper.
        var (done, all) = (0, sizes.Stages.Sum(stage => stage.Blocks));
        for (var i = 0; i < sizes.Stages.Length; i++)
        {
            var stage = sizes.Stages[i];
            for (var j = 0; j < Math.Ceiling(sizes.Depth * stage.Blocks); j++)
            {
                var block = stage with { Filters = sizes.Channels(stage.Filters), Strides = j == 0 ? stage.Strides : 1 };
                x = EfficientV2Block(x, block, 0.2 * done++ / all, $"block{i + 1}{(char)('a' + j)}_");
            }
        }
        x = x.Convolve(sizes.Channels(1280), 1, "top_conv", padding: Padding.Same, initializer: EfficientKernel);
        x = Swish(x, "top_bn", "top_activation", EfficientV2Momentum);
        return options.Finish(input, x.Top(options, dropout: 0.2, initializer: EfficientTop, biasInitializer: new Constant(0)));
    }

    private static SymbolicTensor EfficientV2Pixels(SymbolicTensor input, bool isBase)
    {
        if (!isBase || input.Shape[3] != 3)
            return new Rescaling(1 / 128.0, -1).On(input);
        var variance = ImageNetDeviation.Select(deviation => deviation * deviation);
        return new Normalization([3], [0.485, 0.456, 0.406], [.. variance]).On(new Rescaling(1 / 255.0).On(input));
    }

    private static SymbolicTensor EfficientV2Block(SymbolicTensor input, EfficientV2Stage stage, double dropRate, string name)
    {
        var (x, channels) = (input, input.Shape[3]);
        var wide = channels * stage.Expansion;
        if (stage.Expansion != 1)
        {
            var (size, strides) = stage.IsFused ? (3, stage.Strides) : (1, 1);
            x = x.Convolve(wide, size, name + "expand_conv", strides, Padding.Same, initializer: EfficientKernel);
            x = Swish(x, name + "expand_bn", name + "expand_activation", EfficientV2Momentum);
        }
        if (!stage.IsFused)
        {
            x = new DepthwiseConv2D(
                3, stage.Strides, Padding.Same, useBias: false, depthwiseInitializer: EfficientKernel, name: name + "dwconv2").On(x);
            x = SqueezeExcite(Swish(x, name + "bn", name + "activation", EfficientV2Momentum), wide, Math.Max(1, channels / 4), name);
        }
        var isWhole = stage.IsFused && stage.Expansion == 1;
        x = x.Convolve(
            stage.Filters, isWhole ? 3 : 1, name + "project_conv", isWhole ? stage.Strides : 1, Padding.Same, initializer: EfficientKernel);
        x = x.Normalize(name + "project_bn", momentum: EfficientV2Momentum, axis: 3);
        if (isWhole)
            x = x.Activate(Activation.Silu, name + "project_activation");
        return DroppedSum(x, input, stage.Strides, dropRate, name);
    }

    private sealed record EfficientV2Stage(int Blocks, int InputFilters, int Filters, int Expansion, int Strides, bool IsFused = false);

    private sealed record EfficientV2Sizes(double Width, double Depth, int Size, EfficientV2Stage[] Stages, bool IsBase)
    {
        public int Channels(int filters) => Math.Max(8, (int)(filters * Width + 4) / 8 * 8);
    }
}
