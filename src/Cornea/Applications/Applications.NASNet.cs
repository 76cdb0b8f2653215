namespace Cornea;

public static partial class Applications
{
    /// <summary>
    /// NASNetMobile: cells found by search, each fed by the two before it; 5,326,716 parameters. Without the top it is for
    /// images of 224 x 224 pixels where no shape is given.
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
    /// Source: Zoph, Vasudevan, Shlens, Le, "Learning transferable architectures for scalable image recognition", 2017; Keras,
    /// <c>applications/nasnet.py</c>.
    /// </remarks>
    public static Functional NASNetMobile(
        bool includeTop = true, string? weights = null, Shape? inputShape = null, FeaturePooling pooling = FeaturePooling.None,
        int classes = 1000, Activation? classifierActivation = null, string name = "nasnet_mobile", long seed = 0) =>
        NASNet(
            new(1056, 4, 32, 224, false), new(includeTop, weights, inputShape, pooling, classes, classifierActivation, name, seed));

    /// <summary>
    /// NASNetLarge: cells found by search, each fed by the two before it; 88,949,818 parameters. Give a shape also without the
    /// top: for images of any size Keras leaves out layers that its weights need, and so does Cornea.
    /// </summary>
    /// <inheritdoc cref="NASNetMobile" path="param|remarks|exception"/>
    public static Functional NASNetLarge(
        bool includeTop = true, string? weights = null, Shape? inputShape = null, FeaturePooling pooling = FeaturePooling.None,
        int classes = 1000, Activation? classifierActivation = null, string name = "nasnet_large", long seed = 0) =>
        NASNet(
            new(4032, 6, 96, 331, true), new(includeTop, weights, inputShape, pooling, classes, classifierActivation, name, seed));

    private static Functional NASNet(NASNetSizes sizes, ImageModelOptions options)
    {
        var input = options.Entrance(sizes.Size, 32, isFixed: !sizes.SkipReduction);
        var x = input.Convolve(sizes.StemFilters, 3, "stem_conv1", 2, initializer: new HeNormal()).NASNetNormalize("stem_bn1");
        SymbolicTensor? before = null;
        var filters = sizes.LastChannels / 24;
        (x, before) = ReductionCell(x, before, filters / 4, "stem_1");
        (x, before) = ReductionCell(x, before, filters / 2, "stem_2");
        for (var stage = 0; stage < 3; stage++)
        {
            if (stage > 0)
            {
                (x, var reduced) = ReductionCell(x, before, filters << stage, $"reduce_{stage * sizes.Cells}");
                before = sizes.SkipReduction ? before : reduced;
            }
            for (var i = 0; i < sizes.Cells; i++)
                (x, before) = NormalCell(x, before!, filters << stage, $"{stage * sizes.Cells + i + (stage > 0 ? 1 : 0)}");
        }
        x = x.Activate(Activation.Relu);
        return options.Finish(input, x.Top(options, poolName: null));
    }

    private static (SymbolicTensor Output, SymbolicTensor Before) NormalCell(
        SymbolicTensor input, SymbolicTensor before, int filters, string id)
    {
        before = Adjust(before, input, filters, id);
        var h = input.Activate(Activation.Relu);
        h = h.Convolve(filters, 1, "normal_conv_1_" + id, padding: Padding.Same, initializer: new HeNormal());
        h = h.NASNetNormalize("normal_bn_1_" + id);
        SymbolicTensor[] sums =
        [
            Sum(
                "normal_add_1_" + id, CellStep(h, filters, 5, 1, "normal_left1_" + id),
                CellStep(before, filters, 3, 1, "normal_right1_" + id)),
            Sum(
                "normal_add_2_" + id, CellStep(before, filters, 5, 1, "normal_left2_" + id),
                CellStep(before, filters, 3, 1, "normal_right2_" + id)),
            Sum("normal_add_3_" + id, CellMean(h, "normal_left3_" + id), before),
            Sum("normal_add_4_" + id, CellMean(before, "normal_left4_" + id), CellMean(before, "normal_right4_" + id)),
            Sum("normal_add_5_" + id, CellStep(h, filters, 3, 1, "normal_left5_" + id), h),
        ];
        return (new Concatenate(name: "normal_concat_" + id).On([before, .. sums]), input);
    }

    private static (SymbolicTensor Output, SymbolicTensor Before) ReductionCell(
        SymbolicTensor input, SymbolicTensor? before, int filters, string id)
    {
        var adjusted = Adjust(before, input, filters, id);
        var h = input.Activate(Activation.Relu);
        h = h.Convolve(filters, 1, "reduction_conv_1_" + id, padding: Padding.Same, initializer: new HeNormal());
        h = h.NASNetNormalize("reduction_bn_1_" + id);
        var padded = h.PadForStride(3, "reduction_pad_1_" + id);
        var first = Sum(
            "reduction_add_1_" + id, CellStep(h, filters, 5, 2, "reduction_left1_" + id),
            CellStep(adjusted, filters, 7, 2, "reduction_right1_" + id));
        var second = Sum(
            "reduction_add_2_" + id, new MaxPooling2D(3, 2, name: "reduction_left2_" + id).On(padded),
            CellStep(adjusted, filters, 7, 2, "reduction_right2_" + id));
        var third = Sum(
            "reduction_add3_" + id, new AveragePooling2D(3, 2, name: "reduction_left3_" + id).On(padded),
            CellStep(adjusted, filters, 5, 2, "reduction_right3_" + id));
        var fourth = Sum(null, second, CellMean(first, "reduction_left4_" + id));
        var fifth = Sum(
            "reduction_add4_" + id, CellStep(first, filters, 3, 1, "reduction_left4_" + id),
            new MaxPooling2D(3, 2, name: "reduction_right5_" + id).On(padded));
        return (new Concatenate(name: "reduction_concat_" + id).On(second, third, fourth, fifth), input);
    }

    // Brings what the cell before was fed with to the size and the number of channels of this one.
    private static SymbolicTensor Adjust(SymbolicTensor? before, SymbolicTensor input, int filters, string id)
    {
        if (before is null)
            return input;
        if (before.Shape[2] != input.Shape[2])
        {
            var x = before.Activate(Activation.Relu, "adjust_relu_1_" + id);
            var even = new AveragePooling2D(1, 2, name: "adjust_avg_pool_1_" + id).On(x);
            even = even.Convolve(filters / 2, 1, "adjust_conv_1_" + id, padding: Padding.Same, initializer: new HeNormal());
            var odd = new Cropping2D((1, 0), (1, 0)).On(new ZeroPadding2D((0, 1), (0, 1)).On(x));
            odd = new AveragePooling2D(1, 2, name: "adjust_avg_pool_2_" + id).On(odd);
            odd = odd.Convolve(filters / 2, 1, "adjust_conv_2_" + id, padding: Padding.Same, initializer: new HeNormal());
            return new Concatenate().On(even, odd).NASNetNormalize("adjust_bn_" + id);
        }
        return before.Shape[3] == filters
            ? before
            : before.Activate(Activation.Relu)
                .Convolve(filters, 1, "adjust_conv_projection_" + id, padding: Padding.Same, initializer: new HeNormal())
                .NASNetNormalize("adjust_bn_" + id);
    }

    private static SymbolicTensor CellStep(SymbolicTensor x, int filters, int kernel, int strides, string id)
    {
        x = x.Activate(Activation.Relu);
        if (strides == 2)
            x = x.PadForStride(kernel, "separable_conv_1_pad_" + id);
        var padding = strides == 2 ? Padding.Valid : Padding.Same;
        x = new SeparableConv2D(filters, kernel, strides, padding, useBias: false, name: "separable_conv_1_" + id).On(x);
        x = x.NASNetNormalize("separable_conv_1_bn_" + id).Activate(Activation.Relu);
        x = new SeparableConv2D(filters, kernel, padding: Padding.Same, useBias: false, name: "separable_conv_2_" + id).On(x);
        return x.NASNetNormalize("separable_conv_2_bn_" + id);
    }

    private static SymbolicTensor CellMean(SymbolicTensor x, string name) => new AveragePooling2D(3, 1, Padding.Same, name: name).On(x);

    private static SymbolicTensor Sum(string? name, SymbolicTensor a, SymbolicTensor b) => new Add(name).On(a, b);

    private static SymbolicTensor NASNetNormalize(this SymbolicTensor x, string name) => x.Normalize(name, momentum: 0.9997);

    private sealed record NASNetSizes(int LastChannels, int Cells, int StemFilters, int Size, bool SkipReduction);
}
