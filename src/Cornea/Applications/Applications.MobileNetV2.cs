namespace Cornea;

public static partial class Applications
{
    /// <summary>MobileNetV2, width 1: narrow blocks that widen, convolve each channel alone and narrow again; 3,538,984 weights.</summary>
    /// <param name="options">Input, classes and top; 224 x 224 x 3 and 1000 classes where null.</param>
    /// <remarks>
    /// Source: Sandler, Howard, Zhu, Zhmoginov, Chen, "MobileNetV2: inverted residuals and linear bottlenecks", 2018; Keras,
    /// <c>applications/mobilenet_v2.py</c>.
    /// </remarks>
    public static Functional MobileNetV2(ImageModelOptions? options = null)
    {
        options ??= new();
        var input = ImageModelParts.Entrance(options, [224, 224, 3], 32, "MobileNetV2");
        var x = Relu6(ImageModelParts.Convolve(input, 32, 3, "Conv1", strides: 2, padding: Padding.Same), "bn_Conv1", "Conv1_relu");
        var number = 0;
        foreach (var (filters, blocks, strides) in MobileStages)
        {
            for (var i = 0; i < blocks; i++)
                x = InvertedResidual(x, filters, i == 0 ? strides : 1, number++);
        }
        x = Relu6(ImageModelParts.Convolve(x, 1280, 1, "Conv_1"), "Conv_1_bn", "out_relu");
        var rows = input.Shape[1] == Shape.Unknown ? 224 : input.Shape[1];
        return ImageModelParts.Finish(input, ImageModelParts.Top(x, options, poolName: null), options, $"mobilenetv2_1.00_{rows}");
    }

    private static IReadOnlyList<(int Filters, int Blocks, int Strides)> MobileStages { get; } =
        [(16, 1, 1), (24, 2, 2), (32, 3, 2), (64, 4, 2), (96, 3, 1), (160, 3, 2), (320, 1, 1)];

    private static SymbolicTensor InvertedResidual(SymbolicTensor input, int filters, int strides, int number)
    {
        var prefix = number == 0 ? "expanded_conv_" : $"block_{number}_";
        var (x, channels) = (input, input.Shape[3]);
        if (number > 0)
        {
            x = ImageModelParts.Convolve(x, 6 * channels, 1, prefix + "expand", padding: Padding.Same);
            x = Relu6(x, prefix + "expand_BN", prefix + "expand_relu");
        }
        if (strides == 2)
            x = ImageModelParts.PadForStride(x, 3, prefix + "pad");
        x = new DepthwiseConv2D(3, strides, strides == 1 ? Padding.Same : Padding.Valid, useBias: false, name: prefix + "depthwise").On(x);
        x = Relu6(x, prefix + "depthwise_BN", prefix + "depthwise_relu");
        x = ImageModelParts.Convolve(x, filters, 1, prefix + "project", padding: Padding.Same);
        x = ImageModelParts.Normalize(x, prefix + "project_BN", momentum: 0.999);
        return channels == filters && strides == 1 ? new Add(name: prefix + "add").On(input, x) : x;
    }

    private static SymbolicTensor Relu6(SymbolicTensor x, string normalization, string name) =>
        new ReLU(6, name: name).On(ImageModelParts.Normalize(x, normalization, momentum: 0.999));
}
