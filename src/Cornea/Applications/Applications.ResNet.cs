namespace Cornea;

public static partial class Applications
{
    private const double ResNetEpsilon = 1.001e-5;

    /// <summary>ResNet50: sixteen blocks of three convolutions, each added to its own input; 25,636,712 weights.</summary>
    /// <param name="options">Input, classes and top; 224 x 224 x 3 and 1000 classes where null.</param>
    /// <remarks>
    /// Source: He, Zhang, Ren, Sun, "Deep residual learning for image recognition", 2015; Keras, <c>applications/resnet.py</c>.
    /// </remarks>
    public static Functional ResNet50(ImageModelOptions? options = null)
    {
        options ??= new();
        var input = ImageModelParts.Entrance(options, [224, 224, 3], 32, "ResNet50");
        var x = new ZeroPadding2D(3, name: "conv1_pad").On(input);
        x = ImageModelParts.Convolve(x, 64, 7, "conv1_conv", strides: 2, bias: true);
        x = ImageModelParts.Relu(ImageModelParts.Normalize(x, "conv1_bn", ResNetEpsilon), "conv1_relu");
        x = new MaxPooling2D(3, 2, name: "pool1_pool").On(new ZeroPadding2D(1, name: "pool1_pad").On(x));
        foreach (var (stage, filters, blocks) in ResNetStages)
        {
            for (var block = 1; block <= blocks; block++)
                x = Residual(x, filters, block == 1 && stage > 2 ? 2 : 1, block == 1, $"conv{stage}_block{block}");
        }
        return ImageModelParts.Finish(input, ImageModelParts.Top(x, options), options, "resnet50");
    }

    /// <summary>
    /// ResNet50V2: as ResNet50, with normalization and ReLU before the convolutions instead of after them; 25,613,800 weights.
    /// </summary>
    /// <param name="options">Input, classes and top; 224 x 224 x 3 and 1000 classes where null.</param>
    /// <remarks>
    /// Source: He, Zhang, Ren, Sun, "Identity mappings in deep residual networks", 2016; Keras,
    /// <c>applications/resnet_v2.py</c>.
    /// </remarks>
    public static Functional ResNet50V2(ImageModelOptions? options = null)
    {
        options ??= new();
        var input = ImageModelParts.Entrance(options, [224, 224, 3], 32, "ResNet50V2");
        var x = new ZeroPadding2D(3, name: "conv1_pad").On(input);
        x = ImageModelParts.Convolve(x, 64, 7, "conv1_conv", strides: 2, bias: true);
        x = new MaxPooling2D(3, 2, name: "pool1_pool").On(new ZeroPadding2D(1, name: "pool1_pad").On(x));
        foreach (var (stage, filters, blocks) in ResNetStages)
        {
            for (var block = 1; block <= blocks; block++)
                x = ResidualBefore(x, filters, block == blocks && stage < 5 ? 2 : 1, block == 1, $"conv{stage}_block{block}");
        }
        x = ImageModelParts.Relu(ImageModelParts.Normalize(x, "post_bn", ResNetEpsilon), "post_relu");
        return ImageModelParts.Finish(input, ImageModelParts.Top(x, options), options, "resnet50v2");
    }

    private static IReadOnlyList<(int Stage, int Filters, int Blocks)> ResNetStages { get; } =
        [(2, 64, 3), (3, 128, 4), (4, 256, 6), (5, 512, 3)];

    private static SymbolicTensor Residual(SymbolicTensor x, int filters, int strides, bool convolveShortcut, string name)
    {
        var shortcut = x;
        if (convolveShortcut)
        {
            shortcut = ImageModelParts.Convolve(x, 4 * filters, 1, name + "_0_conv", strides, bias: true);
            shortcut = ImageModelParts.Normalize(shortcut, name + "_0_bn", ResNetEpsilon);
        }
        x = ImageModelParts.Convolve(x, filters, 1, name + "_1_conv", strides, bias: true);
        x = ImageModelParts.Relu(ImageModelParts.Normalize(x, name + "_1_bn", ResNetEpsilon), name + "_1_relu");
        x = ImageModelParts.Convolve(x, filters, 3, name + "_2_conv", padding: Padding.Same, bias: true);
        x = ImageModelParts.Relu(ImageModelParts.Normalize(x, name + "_2_bn", ResNetEpsilon), name + "_2_relu");
        x = ImageModelParts.Convolve(x, 4 * filters, 1, name + "_3_conv", bias: true);
        x = ImageModelParts.Normalize(x, name + "_3_bn", ResNetEpsilon);
        return ImageModelParts.Relu(new Add(name: name + "_add").On(shortcut, x), name + "_out");
    }

    private static SymbolicTensor ResidualBefore(SymbolicTensor x, int filters, int strides, bool convolveShortcut, string name)
    {
        var ready = ImageModelParts.Relu(ImageModelParts.Normalize(x, name + "_preact_bn", ResNetEpsilon), name + "_preact_relu");
        var shortcut = convolveShortcut ? ImageModelParts.Convolve(ready, 4 * filters, 1, name + "_0_conv", strides, bias: true)
            : strides > 1 ? new MaxPooling2D(1, strides).On(x)
            : x;
        x = ImageModelParts.Convolve(ready, filters, 1, name + "_1_conv");
        x = ImageModelParts.Relu(ImageModelParts.Normalize(x, name + "_1_bn", ResNetEpsilon), name + "_1_relu");
        x = new ZeroPadding2D(1, name: name + "_2_pad").On(x);
        x = ImageModelParts.Convolve(x, filters, 3, name + "_2_conv", strides);
        x = ImageModelParts.Relu(ImageModelParts.Normalize(x, name + "_2_bn", ResNetEpsilon), name + "_2_relu");
        x = ImageModelParts.Convolve(x, 4 * filters, 1, name + "_3_conv", bias: true);
        return new Add(name: name + "_out").On(shortcut, x);
    }
}
