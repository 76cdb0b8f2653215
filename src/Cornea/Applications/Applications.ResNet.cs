namespace Cornea;

public static partial class Applications
{
    private const double ResNetEpsilon = 1.001e-5;

    /// <summary>ResNet50: sixteen blocks of three convolutions, each added to its own input; 25,636,712 parameters.</summary>
    /// <param name="includeTop">Whether the layers that tell the classes apart are there; without them the model gives features.</param>
    /// <param name="weights">A file of weights of this network, <c>.h5</c>, <c>.weights.h5</c> or <c>.safetensors</c>; the initializers'
    /// values when null.</param>
    /// <param name="inputShape">Height, width and channels of an image; the size the network was made for when null, any size without the
    /// top.</param>
    /// <param name="pooling">Without the top: how the last feature maps become one vector.</param>
    /// <param name="classes">The number of classes.</param>
    /// <param name="classifierActivation">Activation of the last layer; softmax when null, <see cref="Activation.Linear"/> for
    /// logits.</param>
    /// <param name="name">The model's name.</param>
    /// <param name="seed">The first weights are a pure function of it.</param>
    /// <exception cref="ShapeException">The images are smaller than the network can take.</exception>
    /// <remarks>
    /// Source: He, Zhang, Ren, Sun, "Deep residual learning for image recognition", 2015; Keras, <c>applications/resnet.py</c>.
    /// </remarks>
    public static Functional ResNet50(
        bool includeTop = true, string? weights = null, Shape? inputShape = null, FeaturePooling pooling = FeaturePooling.None,
        int classes = 1000, Activation? classifierActivation = null, string name = "resnet50", long seed = 0) =>
        ResNet([3, 4, 6, 3], new(includeTop, weights, inputShape, pooling, classes, classifierActivation, name, seed));

    /// <summary>ResNet101: 33 blocks of three convolutions, each added to its own input; 44,707,176 parameters.</summary>
    /// <inheritdoc cref="ResNet50" path="param|remarks|exception"/>
    public static Functional ResNet101(
        bool includeTop = true, string? weights = null, Shape? inputShape = null, FeaturePooling pooling = FeaturePooling.None,
        int classes = 1000, Activation? classifierActivation = null, string name = "resnet101", long seed = 0) =>
        ResNet([3, 4, 23, 3], new(includeTop, weights, inputShape, pooling, classes, classifierActivation, name, seed));

    /// <summary>ResNet152: 50 blocks of three convolutions, each added to its own input; 60,419,944 parameters.</summary>
    /// <inheritdoc cref="ResNet50" path="param|remarks|exception"/>
    public static Functional ResNet152(
        bool includeTop = true, string? weights = null, Shape? inputShape = null, FeaturePooling pooling = FeaturePooling.None,
        int classes = 1000, Activation? classifierActivation = null, string name = "resnet152", long seed = 0) =>
        ResNet([3, 8, 36, 3], new(includeTop, weights, inputShape, pooling, classes, classifierActivation, name, seed));

    /// <summary>
    /// ResNet50V2: as ResNet50, with normalization and ReLU before the convolutions instead of after them; 25,613,800
    /// parameters.
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
    /// <param name="name">The model's name.</param>
    /// <param name="seed">The first weights are a pure function of it.</param>
    /// <exception cref="ShapeException">The images are smaller than the network can take.</exception>
    /// <remarks>
    /// Source: He, Zhang, Ren, Sun, "Identity mappings in deep residual networks", 2016; Keras, <c>applications/resnet_v2.py</c>.
    /// </remarks>
    public static Functional ResNet50V2(
        bool includeTop = true, string? weights = null, Shape? inputShape = null, FeaturePooling pooling = FeaturePooling.None,
        int classes = 1000, Activation? classifierActivation = null, string name = "resnet50v2", long seed = 0) =>
        ResNetV2([3, 4, 6, 3], new(includeTop, weights, inputShape, pooling, classes, classifierActivation, name, seed));

    /// <summary>
    /// ResNet101V2: as ResNet101, with normalization and ReLU before the convolutions instead of after them; 44,675,560
    /// parameters.
    /// </summary>
    /// <inheritdoc cref="ResNet50V2" path="param|remarks|exception"/>
    public static Functional ResNet101V2(
        bool includeTop = true, string? weights = null, Shape? inputShape = null, FeaturePooling pooling = FeaturePooling.None,
        int classes = 1000, Activation? classifierActivation = null, string name = "resnet101v2", long seed = 0) =>
        ResNetV2([3, 4, 23, 3], new(includeTop, weights, inputShape, pooling, classes, classifierActivation, name, seed));

    /// <summary>
    /// ResNet152V2: as ResNet152, with normalization and ReLU before the convolutions instead of after them; 60,380,648
    /// parameters.
    /// </summary>
    /// <inheritdoc cref="ResNet50V2" path="param|remarks|exception"/>
    public static Functional ResNet152V2(
        bool includeTop = true, string? weights = null, Shape? inputShape = null, FeaturePooling pooling = FeaturePooling.None,
        int classes = 1000, Activation? classifierActivation = null, string name = "resnet152v2", long seed = 0) =>
        ResNetV2([3, 8, 36, 3], new(includeTop, weights, inputShape, pooling, classes, classifierActivation, name, seed));

    private static Functional ResNet(int[] blocks, ImageModelOptions options)
    {
        var input = options.Entrance(224, 32);
        var x = new ZeroPadding2D(3, name: "conv1_pad").On(input);
        x = ResNetReLU(x.Convolve(64, 7, "conv1_conv", strides: 2, useBias: true), "conv1");
        x = new MaxPooling2D(3, 2, name: "pool1_pool").On(new ZeroPadding2D(1, name: "pool1_pad").On(x));
        for (var stage = 0; stage < blocks.Length; stage++)
        {
            for (var block = 1; block <= blocks[stage]; block++)
                x = Residual(x, 64 << stage, block == 1 && stage > 0 ? 2 : 1, block == 1, $"conv{stage + 2}_block{block}");
        }
        return options.Finish(input, x.Top(options));
    }

    private static Functional ResNetV2(int[] blocks, ImageModelOptions options)
    {
        var input = options.Entrance(224, 32);
        var x = new ZeroPadding2D(3, name: "conv1_pad").On(input).Convolve(64, 7, "conv1_conv", strides: 2, useBias: true);
        x = new MaxPooling2D(3, 2, name: "pool1_pool").On(new ZeroPadding2D(1, name: "pool1_pad").On(x));
        for (var stage = 0; stage < blocks.Length; stage++)
        {
            for (var block = 1; block <= blocks[stage]; block++)
            {
                var strides = block == blocks[stage] && stage < 3 ? 2 : 1;
                x = ResidualBefore(x, 64 << stage, strides, block == 1, $"conv{stage + 2}_block{block}");
            }
        }
        return options.Finish(input, ResNetReLU(x, "post").Top(options));
    }

    private static SymbolicTensor Residual(SymbolicTensor x, int filters, int strides, bool convolveShortcut, string name)
    {
        var shortcut = x;
        if (convolveShortcut)
        {
            shortcut = x.Convolve(4 * filters, 1, name + "_0_conv", strides, useBias: true);
            shortcut = shortcut.Normalize(name + "_0_bn", ResNetEpsilon, axis: 3);
        }
        x = ResNetReLU(x.Convolve(filters, 1, name + "_1_conv", strides, useBias: true), name + "_1");
        x = ResNetReLU(x.Convolve(filters, 3, name + "_2_conv", padding: Padding.Same, useBias: true), name + "_2");
        x = x.Convolve(4 * filters, 1, name + "_3_conv", useBias: true).Normalize(name + "_3_bn", ResNetEpsilon, axis: 3);
        return new Add(name: name + "_add").On(shortcut, x).Activate(Activation.Relu, name + "_out");
    }

    private static SymbolicTensor ResidualBefore(SymbolicTensor x, int filters, int strides, bool convolveShortcut, string name)
    {
        var ready = ResNetReLU(x, name + "_preact");
        var shortcut = convolveShortcut ? ready.Convolve(4 * filters, 1, name + "_0_conv", strides, useBias: true)
            : strides > 1 ? new MaxPooling2D(1, strides).On(x)
            : x;
        x = ResNetReLU(ready.Convolve(filters, 1, name + "_1_conv"), name + "_1");
        x = new ZeroPadding2D(1, name: name + "_2_pad").On(x);
        x = ResNetReLU(x.Convolve(filters, 3, name + "_2_conv", strides), name + "_2");
        x = x.Convolve(4 * filters, 1, name + "_3_conv", useBias: true);
        return new Add(name: name + "_out").On(shortcut, x);
    }

    private static SymbolicTensor ResNetReLU(SymbolicTensor x, string name) =>
        x.Normalize(name + "_bn", ResNetEpsilon, axis: 3).Activate(Activation.Relu, name + "_relu");
}
