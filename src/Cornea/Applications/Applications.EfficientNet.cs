namespace Cornea;

public static partial class Applications
{
    /// <summary>
    /// EfficientNetB0: inverted residual blocks that also weigh their channels, with numbers found by search; 5,330,571 weights.
    /// It scales and normalizes pixels itself: feed 0 to 255.
    /// </summary>
    /// <param name="options">Input, classes and top; 224 x 224 x 3 and 1000 classes where null.</param>
    /// <remarks>
    /// Source: Tan, Le, "EfficientNet: rethinking model scaling for convolutional neural networks", 2019; Keras,
    /// <c>applications/efficientnet.py</c>.
    /// </remarks>
    public static Functional EfficientNetB0(ImageModelOptions? options = null)
    {
        options ??= new();
        var input = ImageModelParts.Entrance(options, [224, 224, 3], 32, "EfficientNetB0");
        var x = new Normalization().On(new Rescaling(1 / 255.0).On(input));
        x = ImageModelParts.PadForStride(x, 3, "stem_conv_pad");
        x = Swish(EfficientConvolution(x, 32, 3, "stem_conv", strides: 2), "stem_bn", "stem_activation");
        var (done, all) = (0, EfficientStages.Sum(stage => stage.Blocks));
        for (var i = 0; i < EfficientStages.Count; i++)
        {
            var (kernel, blocks, filters, expansion, strides) = EfficientStages[i];
            for (var j = 0; j < blocks; j++)
            {
                var name = $"block{i + 1}{(char)('a' + j)}_";
                x = WeighedResidual(x, filters, kernel, j == 0 ? strides : 1, expansion, 0.2 * done++ / all, name);
            }
        }
        x = Swish(EfficientConvolution(x, 1280, 1, "top_conv", Padding.Same), "top_bn", "top_activation");
        var kernelOfTop = new VarianceScaling(1 / 3.0, FanMode.FanOut, WeightDistribution.Uniform);
        var top = ImageModelParts.Top(x, options, dropout: 0.2, initializer: kernelOfTop);
        return ImageModelParts.Finish(input, top, options, "efficientnetb0");
    }

    private static Initializer EfficientKernel { get; } = new VarianceScaling(2, FanMode.FanOut);

    private static IReadOnlyList<(int Kernel, int Blocks, int Filters, int Expansion, int Strides)> EfficientStages { get; } =
        [(3, 1, 16, 1, 1), (3, 2, 24, 6, 2), (5, 2, 40, 6, 2), (3, 3, 80, 6, 2), (5, 3, 112, 6, 1), (5, 4, 192, 6, 2), (3, 1, 320, 6, 1)];

    private static SymbolicTensor WeighedResidual(
        SymbolicTensor input, int filters, int kernel, int strides, int expansion, double dropRate, string name)
    {
        var (x, channels) = (input, input.Shape[3]);
        var wide = channels * expansion;
        if (expansion != 1)
        {
            x = EfficientConvolution(x, wide, 1, name + "expand_conv", Padding.Same);
            x = Swish(x, name + "expand_bn", name + "expand_activation");
        }
        if (strides == 2)
            x = ImageModelParts.PadForStride(x, kernel, name + "dwconv_pad");
        var padding = strides == 2 ? Padding.Valid : Padding.Same;
        x = new DepthwiseConv2D(
            kernel, strides, padding, useBias: false, depthwiseInitializer: EfficientKernel, name: name + "dwconv").On(x);
        x = Swish(x, name + "bn", name + "activation");
        // A weight per channel: the channel's mean, squeezed through a narrow layer.
        var weights = new Reshape([1, 1, wide], name: name + "se_reshape").On(new GlobalAveragePooling2D(name: name + "se_squeeze").On(x));
        weights = EfficientConvolution(weights, Math.Max(1, channels / 4), 1, name + "se_reduce", Padding.Same, Activation.Silu);
        weights = EfficientConvolution(weights, wide, 1, name + "se_expand", Padding.Same, Activation.Sigmoid);
        x = new Multiply(name: name + "se_excite").On(x, weights);
        x = ImageModelParts.Normalize(EfficientConvolution(x, filters, 1, name + "project_conv", Padding.Same), name + "project_bn");
        if (strides > 1 || channels != filters)
            return x;
        if (dropRate > 0)
            x = new Dropout(dropRate, [Shape.Unknown, 1, 1, 1], name: name + "drop").On(x);
        return new Add(name: name + "add").On(x, input);
    }

    private static SymbolicTensor Swish(SymbolicTensor x, string normalization, string name) =>
        new ActivationLayer(Activation.Silu, name: name).On(ImageModelParts.Normalize(x, normalization));

    private static SymbolicTensor EfficientConvolution(
        SymbolicTensor x, int filters, int size, string name, Padding padding = Padding.Valid, Activation? activation = null,
        int strides = 1)
    {
        // What is not normalized afterwards, but given an activation at once, has a bias.
        return new Conv2D(
            filters, size, strides, padding, activation: activation, useBias: activation is not null,
            kernelInitializer: EfficientKernel, name: name).On(x);
    }
}
