namespace Cornea;

public static partial class Applications
{
    private const double ConvNeXtEpsilon = 1e-6;

    /// <summary>ConvNeXtTiny: 18 blocks of one 7 x 7 convolution per channel and two dense layers; 28,589,128 parameters.</summary>
    /// <param name="includeTop">Whether the layers that tell the classes apart are there; without them the model gives features.</param>
    /// <param name="weights">A file of weights of this network, <c>.h5</c>, <c>.weights.h5</c> or <c>.safetensors</c>; the initializers'
    /// values when null.</param>
    /// <param name="inputShape">Height, width and channels of an image; the size the network was made for when null, any size without the
    /// top.</param>
    /// <param name="pooling">Without the top: how the last feature maps become one vector.</param>
    /// <param name="classes">The number of classes.</param>
    /// <param name="classifierActivation">Activation of the last layer; softmax when null, <see cref="Activation.Linear"/> for
    /// logits.</param>
    /// <param name="includePreprocessing">Whether the network normalizes pixels of 0 to 255 itself, if they have 3 channels.</param>
    /// <param name="name">The model's name.</param>
    /// <param name="seed">The first weights are a pure function of it.</param>
    /// <exception cref="ShapeException">The images are smaller than the network can take.</exception>
    /// <remarks>
    /// Source: Liu, Mao, Wu, Feichtenhofer, Darrell, Xie, "A ConvNet for the 2020s", 2022; Keras, <c>applications/convnext.py</c>.
    /// </remarks>
    public static Functional ConvNeXtTiny(
        bool includeTop = true, string? weights = null, Shape? inputShape = null, FeaturePooling pooling = FeaturePooling.None,
        int classes = 1000, Activation? classifierActivation = null, bool includePreprocessing = true, string name = "convnext_tiny",
        long seed = 0) =>
        ConvNeXt(
            9, 96, new(includeTop, weights, inputShape, pooling, classes, classifierActivation, name, seed), includePreprocessing);

    /// <summary>ConvNeXtSmall: 36 blocks of one 7 x 7 convolution per channel and two dense layers; 50,223,688 parameters.</summary>
    /// <inheritdoc cref="ConvNeXtTiny" path="param|remarks|exception"/>
    public static Functional ConvNeXtSmall(
        bool includeTop = true, string? weights = null, Shape? inputShape = null, FeaturePooling pooling = FeaturePooling.None,
        int classes = 1000, Activation? classifierActivation = null, bool includePreprocessing = true, string name = "convnext_small",
        long seed = 0) =>
        ConvNeXt(
            27, 96, new(includeTop, weights, inputShape, pooling, classes, classifierActivation, name, seed), includePreprocessing);

    /// <summary>ConvNeXtBase: 36 blocks of one 7 x 7 convolution per channel and two dense layers; 88,591,464 parameters.</summary>
    /// <inheritdoc cref="ConvNeXtTiny" path="param|remarks|exception"/>
    public static Functional ConvNeXtBase(
        bool includeTop = true, string? weights = null, Shape? inputShape = null, FeaturePooling pooling = FeaturePooling.None,
        int classes = 1000, Activation? classifierActivation = null, bool includePreprocessing = true, string name = "convnext_base",
        long seed = 0) =>
        ConvNeXt(
            27, 128, new(includeTop, weights, inputShape, pooling, classes, classifierActivation, name, seed), includePreprocessing);

    /// <summary>ConvNeXtLarge: 36 blocks of one 7 x 7 convolution per channel and two dense layers; 197,767,336 parameters.</summary>
    /// <inheritdoc cref="ConvNeXtTiny" path="param|remarks|exception"/>
    public static Functional ConvNeXtLarge(
        bool includeTop = true, string? weights = null, Shape? inputShape = null, FeaturePooling pooling = FeaturePooling.None,
        int classes = 1000, Activation? classifierActivation = null, bool includePreprocessing = true, string name = "convnext_large",
        long seed = 0) =>
        ConvNeXt(
            27, 192, new(includeTop, weights, inputShape, pooling, classes, classifierActivation, name, seed), includePreprocessing);

    /// <summary>ConvNeXtXLarge: 36 blocks of one 7 x 7 convolution per channel and two dense layers; 350,196,968 parameters.</summary>
    /// <inheritdoc cref="ConvNeXtTiny" path="param|remarks|exception"/>
    public static Functional ConvNeXtXLarge(
        bool includeTop = true, string? weights = null, Shape? inputShape = null, FeaturePooling pooling = FeaturePooling.None,
        int classes = 1000, Activation? classifierActivation = null, bool includePreprocessing = true, string name = "convnext_xlarge",
        long seed = 0) =>
        ConvNeXt(
            27, 256, new(includeTop, weights, inputShape, pooling, classes, classifierActivation, name, seed), includePreprocessing);

    private static Functional ConvNeXt(int thirdStage, int channels, ImageModelOptions options, bool includePreprocessing)
    {
        var (input, name) = (options.Entrance(224, 32), options.Name);
        var x = input;
        if (includePreprocessing && input.Shape[3] == 3)
        {
            x = new Normalization(
                mean: [0.485 * 255, 0.456 * 255, 0.406 * 255],
                variance: [.. ImageNetDeviation.Select(deviation => deviation * 255 * (deviation * 255))],
                name: name + "_prestem_normalization").On(x);
        }
        int[] stages = [3, 3, thirdStage, 3];
        for (var i = 0; i < stages.Length; i++, channels *= 2)
        {
            Layer[] layers = i == 0
                ? [new Conv2D(channels, 4, 4, name: name + "_stem_conv"), ConvNeXtNormalization(name + "_stem_layernorm")]
                : [
                    ConvNeXtNormalization($"{name}_downsampling_layernorm_{i - 1}"),
                    new Conv2D(channels, 2, 2, name: $"{name}_downsampling_conv_{i - 1}"),
                ];
            x = new Sequential(layers, i == 0 ? name + "_stem" : $"{name}_downsampling_block_{i - 1}").On(x);
            for (var j = 0; j < stages[i]; j++)
                x = ConvNeXtBlock(x, channels, $"{name}_stage_{i}_block_{j}");
        }
        if (!options.IncludeTop)
            return options.Finish(input, new LayerNormalization(epsilon: ConvNeXtEpsilon).On(x.Features(options)));
        x = new GlobalAveragePooling2D(name: name + "_head_gap").On(x);
        x = ConvNeXtNormalization(name + "_head_layernorm").On(x);
        return options.Finish(input, x.Classify(options, name + "_head_dense"));
    }

    private static SymbolicTensor ConvNeXtBlock(SymbolicTensor input, int channels, string name)
    {
        var x = input.Convolve(channels, 7, name + "_depthwise_conv", padding: Padding.Same, useBias: true, groups: channels);
        x = ConvNeXtNormalization(name + "_layernorm").On(x);
        x = new Dense(4 * channels, name: name + "_pointwise_conv_1").On(x).Activate(Activation.Gelu, name + "_gelu");
        x = new Dense(channels, name: name + "_pointwise_conv_2").On(x);
        x = new LayerScale(1e-6, channels, name + "_layer_scale").On(x).Activate(Activation.Linear, name + "_identity");
        return input + x;
    }

    private static LayerNormalization ConvNeXtNormalization(string name) => new(epsilon: ConvNeXtEpsilon, name: name);
}
