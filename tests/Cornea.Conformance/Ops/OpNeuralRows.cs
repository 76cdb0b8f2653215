namespace Cornea.Conformance;

/// <summary>Functions of neural networks.</summary>
internal static class OpNeuralRows
{
    public static OpRow[] All =>
    [
        new("softmax(x, axis)", "Ops.Softmax", a => Cornea.Ops.Softmax(a.T(), Axis(a))),
        new("log_softmax(x, axis)", "Ops.LogSoftmax", a => Cornea.Ops.LogSoftmax(a.T(), Axis(a))),
        new("one_hot(x, num_classes, axis, dtype, sparse)", "Ops.OneHot",
        a => Cornea.Ops.OneHot(a.T(), a.I("num_classes"), a.I("axis", -1), a.DT("dtype"))),
        new("multi_hot(inputs, num_classes, axis, dtype, sparse)", "Ops.MultiHot",
        a => Cornea.Ops.MultiHot(a.T("inputs"), a.I("num_classes"), a.I("axis", -1), a.DT("dtype"))),
        new("normalize(x, axis, order, epsilon)", "Ops.Normalize",
        a => Cornea.Ops.Normalize(a.T(), a.A(), a.D("order", 2), a.DN("epsilon"))),
        new("layer_normalization(x, gamma, beta, axis, epsilon)", "Ops.LayerNormalization", a => Cornea.Ops.LayerNormalization(
            a.T(), a.Maybe("gamma"), a.Maybe("beta"), a.A(), a.DN("epsilon"))),
        new("rms_normalization(x, scale, axis, epsilon)", "Ops.RmsNormalization",
        a => Cornea.Ops.RmsNormalization(a.T(), a.Maybe("scale"), a.A(), a.DN("epsilon"))),
        new("batch_normalization(x, mean, variance, axis, offset, scale, epsilon)", "Ops.BatchNormalization",
        a => Cornea.Ops.BatchNormalization(
            a.T(), a.T("mean"), a.T("variance"), a.I("axis", -1), a.Maybe("offset"), a.Maybe("scale"), a.D("epsilon", 1e-3))),
        new("categorical_crossentropy(target, output, from_logits, axis)", "CategoricalCrossentropy.Values", a =>
            new CategoricalCrossentropy(a.B("from_logits"), axis: a.I("axis", -1)).Values(a.T("target"), a.T("output"))),
        new("sparse_categorical_crossentropy(target, output, from_logits, axis)", "SparseCategoricalCrossentropy.Values", a =>
            new SparseCategoricalCrossentropy(a.B("from_logits"), axis: a.I("axis", -1)).Values(a.T("target"), a.T("output"))),
        new("binary_crossentropy(target, output, from_logits)", "Ops.BinaryCrossentropy",
            a => Cornea.Ops.BinaryCrossentropy(a.T("target"), a.T("output"), a.B("from_logits"))),
        new("dot_product_attention(query, key, value, bias, mask, scale, is_causal, flash_attention, attn_logits_soft_cap)",
        "Ops.DotProductAttention",
            a => Cornea.Ops.DotProductAttention(
                a.T("query"), a.T("key"), a.T("value"), a.Maybe("bias"), a.Maybe("mask"), a.DN("scale"), a.B("is_causal"),
                a.DN("attn_logits_soft_cap"))),
        new("conv(inputs, kernel, strides, padding, data_format, dilation_rate)", "Ops.Conv", a => Cornea.Ops.Conv(
            a.T("inputs"), a.T("kernel"), P(a, "strides"), Padded(a), Format(a), P(a, "dilation_rate"))),
        new("conv_transpose(inputs, kernel, strides, padding, output_padding, data_format, dilation_rate)", "Ops.ConvTranspose",
        a => Cornea.Ops.ConvTranspose(
            a.T("inputs"), a.T("kernel"), P(a, "strides"), Padded(a), P(a, "output_padding"), Format(a), P(a, "dilation_rate"))),
        new("depthwise_conv(inputs, kernel, strides, padding, data_format, dilation_rate)", "Ops.DepthwiseConv",
        a => Cornea.Ops.DepthwiseConv(
            a.T("inputs"), a.T("kernel"), P(a, "strides"), Padded(a), Format(a), P(a, "dilation_rate"))),
        new("separable_conv(inputs, depthwise_kernel, pointwise_kernel, strides, padding, data_format, dilation_rate)", "Ops.SeparableConv",
        a => Cornea.Ops.SeparableConv(
            a.T("inputs"), a.T("depthwise_kernel"), a.T("pointwise_kernel"), P(a, "strides"), Padded(a), Format(a), P(a, "dilation_rate"))),
        new("average_pool(inputs, pool_size, strides, padding, data_format)", "Ops.AveragePool", a => Cornea.Ops.AveragePool(
            a.T("inputs"), P(a, "pool_size"), P(a, "strides"), Padded(a), Format(a))),
        new("max_pool(inputs, pool_size, strides, padding, data_format)", "Ops.MaxPool", a => Cornea.Ops.MaxPool(
            a.T("inputs"), P(a, "pool_size"), P(a, "strides"), Padded(a), Format(a))),
        new("adaptive_average_pool(inputs, output_size, data_format)", "Ops.AdaptiveAveragePool",
        a => Cornea.Ops.AdaptiveAveragePool(a.T("inputs"), P(a, "output_size"), Format(a))),
        new("adaptive_max_pool(inputs, output_size, data_format)", "Ops.AdaptiveMaxPool",
        a => Cornea.Ops.AdaptiveMaxPool(a.T("inputs"), P(a, "output_size"), Format(a))),
        new("depth_to_space(x, block_size, data_format)", "Ops.DepthToSpace",
        a => Cornea.Ops.DepthToSpace(a.T(), a.I("block_size"), Format(a))),
        new("space_to_depth(x, block_size, data_format)", "Ops.SpaceToDepth",
        a => Cornea.Ops.SpaceToDepth(a.T(), a.I("block_size"), Format(a))),
        new("unfold(x, kernel_size, dilation, padding, stride)", "Ops.Unfold", a => Cornea.Ops.Unfold(
            a.T(), Two(a, "kernel_size"), P(a, "dilation"), P(a, "padding"), P(a, "stride"))),
        new("fold(x, output_size, kernel_size, dilation, padding, stride)", "Ops.Fold", a => Cornea.Ops.Fold(
            a.T(), Two(a, "output_size"), Two(a, "kernel_size"), P(a, "dilation"), P(a, "padding"), P(a, "stride"))),
        new("psnr(x1, x2, max_val)", "ImageOps.Psnr", a => ImageOps.Psnr(a.T("x1"), a.T("x2"), a.D("max_val"))),
        new("ctc_loss(target, output, target_length, output_length, mask_index)", "Ops.CtcLoss", a => Cornea.Ops.CtcLoss(
            a.T("target"), a.T("output"), a.T("target_length"), a.T("output_length"), a.I("mask_index"))),
        new("ctc_decode(inputs, sequence_lengths, strategy, beam_width, top_paths, merge_repeated, mask_index)",
        "Ops.CtcDecode, Ops.CtcBeamSearch", a =>
        {
            var (scores, lengths, blank) = (a.T("inputs"), a.Maybe("sequence_lengths"), a.I("mask_index"));
            if (a.S("strategy", "greedy") != "greedy")
                return Cornea.Ops.CtcBeamSearch(scores, lengths, a.I("beam_width", 100), a.I("top_paths", 1), blank);
            var (labels, best) = Cornea.Ops.CtcDecode(scores, lengths, a.B("merge_repeated", true), blank);
            return (labels.ExpandDims(0), best);
        }),
    ];

    private static Axes? Axis(OpCall a) => a.Given("axis") ? a.A() : -1;

    private static PerAxis P(OpCall a, string name) => a.Has(name) ? (PerAxis)a.Is(name) : default;

    private static Padding Padded(OpCall a) => Enum.Parse<Padding>(a.S("padding", "valid"), ignoreCase: true);

    private static DataFormat Format(OpCall a) => a.S("data_format") == "channels_first" ? DataFormat.ChannelsFirst
        : DataFormat.ChannelsLast;

    private static (int, int) Two(OpCall a, string name) => a.Is(name) is var sizes ? (sizes[0], sizes[^1]) : default;
}
