namespace Cornea;

public static partial class Applications
{
    /// <summary>MobileNetV2: narrow blocks that widen, convolve each channel alone and narrow again; 3,538,984 parameters.</summary>
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
    /// <param name="name">The model's name.</param>
    /// <param name="seed">The first weights are a pure function of it.</param>
    /// <exception cref="ShapeException">The images are smaller than the network can take.</exception>
    /// <remarks>
    /// Source: Sandler, Howard, Zhu, Zhmoginov, Chen, "MobileNetV2: inverted residuals and linear bottlenecks", 2018; Keras,
    /// <c>applications/mobilenet_v2.py</c>.
    /// </remarks>
    public static Functional MobileNetV2(
        bool includeTop = true, string? weights = null, Shape? inputShape = null, FeaturePooling pooling = FeaturePooling.None,
        int classes = 1000, Activation? classifierActivation = null, double alpha = 1, string? name = null, long seed = 0) =>
        BuildMobileNetV2(
            new(includeTop, weights, inputShape, pooling, classes, classifierActivation, name, seed), alpha);

    private static Functional BuildMobileNetV2(ImageModelOptions options, double alpha)
    {
        var input = options.Entrance(224, 32);
        var x = Relu6(input.Convolve(RoundChannels(32 * alpha), 3, "Conv1", 2, Padding.Same), "bn_Conv1", "Conv1_relu");
        var number = 0;
        foreach (var (filters, blocks, strides) in MobileStages)
        {
            for (var i = 0; i < blocks; i++)
                x = InvertedResidual(x, RoundChannels((int)(filters * alpha)), i == 0 ? strides : 1, number++);
        }
        x = Relu6(x.Convolve(alpha > 1 ? RoundChannels(1280 * alpha) : 1280, 1, "Conv_1"), "Conv_1_bn", "out_relu");
        options = options with { Name = options.Name ?? Numbered("mobilenetv2", alpha, input) };
        return options.Finish(input, x.Top(options, poolName: null));
    }

    private static IReadOnlyList<(int Filters, int Blocks, int Strides)> MobileStages { get; } =
        [(16, 1, 1), (24, 2, 2), (32, 3, 2), (64, 4, 2), (96, 3, 1), (160, 3, 2), (320, 1, 1)];

    private static SymbolicTensor InvertedResidual(SymbolicTensor input, int filters, int strides, int number)
    {
        var prefix = number == 0 ? "expanded_conv_" : $"block_{number}_";
        var (x, channels) = (input, input.Shape[3]);
        if (number > 0)
        {
            x = x.Convolve(6 * channels, 1, prefix + "expand", padding: Padding.Same);
            x = Relu6(x, prefix + "expand_BN", prefix + "expand_relu");
        }
        if (strides == 2)
            x = x.PadForStride(3, prefix + "pad");
        x = new DepthwiseConv2D(3, strides, strides == 1 ? Padding.Same : Padding.Valid, useBias: false, name: prefix + "depthwise").On(x);
        x = Relu6(x, prefix + "depthwise_BN", prefix + "depthwise_relu");
        x = x.Convolve(filters, 1, prefix + "project", padding: Padding.Same).Normalize(prefix + "project_BN", momentum: 0.999);
        return channels == filters && strides == 1 ? new Add(name: prefix + "add").On(input, x) : x;
    }

    private static SymbolicTensor Relu6(SymbolicTensor x, string normalization, string name) =>
        new ReLU(6, name: name).On(x.Normalize(normalization, momentum: 0.999));
}
