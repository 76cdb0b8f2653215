namespace Cornea;

public static partial class Ops
{
    /// <summary>Convolution. Keras: <c>ops.conv</c>.</summary>
    /// <param name="x">A batch with 1 to 3 spatial axes and channels.</param>
    /// <param name="kernel">(taps..., channels of a group, filters): as many groups as it has too few channels.</param>
    /// <param name="strides">Elements from one output position to the next.</param>
    /// <param name="padding">Padding: valid, same or causal.</param>
    /// <param name="dataFormat">Data format: channels last or channels first.</param>
    /// <param name="dilationRate">Elements from one tap to the next.</param>
    public static Tensor Conv(
        Tensor x, Tensor kernel, PerAxis strides = default, Padding padding = Padding.Valid,
        DataFormat dataFormat = DataFormat.ChannelsLast,
        PerAxis dilationRate = default) => InFormat(x, dataFormat, last => Tensor.Convolution(
            last, kernel, [.. strides], padding, [.. dilationRate], Math.Max(1, last.Shape[^1] / Math.Max(1, kernel.Shape[^2]))));

    /// <summary>Transposed convolution. Keras: <c>ops.conv_transpose</c>.</summary>
    /// <param name="x">A batch with 1 to 3 spatial axes and channels.</param>
    /// <param name="kernel">(taps..., filters, channels).</param>
    /// <param name="strides">Elements of the result from one window to the next.</param>
    /// <param name="padding">Valid or same.</param>
    /// <param name="outputPadding">Elements more at the end of each axis; Keras's default where none.</param>
    /// <param name="dataFormat">Data format: channels last or channels first.</param>
    /// <param name="dilationRate">Elements from one tap to the next.</param>
    public static Tensor ConvTranspose(
        Tensor x, Tensor kernel, PerAxis strides = default, Padding padding = Padding.Valid, PerAxis outputPadding = default,
        DataFormat dataFormat = DataFormat.ChannelsLast, PerAxis dilationRate = default) => InFormat(
            x, dataFormat, last => Tensor.ConvolutionTranspose(last, kernel, [.. strides], padding, [.. outputPadding], [.. dilationRate]));

    /// <summary>Convolution of each channel alone. Keras: <c>ops.depthwise_conv</c>.</summary>
    /// <param name="x">A batch with 1 to 3 spatial axes and channels.</param>
    /// <param name="kernel">(taps..., channels, multiplier).</param>
    /// <param name="strides">Elements from one output position to the next.</param>
    /// <param name="padding">Padding: valid, same or causal.</param>
    /// <param name="dataFormat">Data format: channels last or channels first.</param>
    /// <param name="dilationRate">Elements from one tap to the next.</param>
    public static Tensor DepthwiseConv(
        Tensor x, Tensor kernel, PerAxis strides = default, Padding padding = Padding.Valid,
        DataFormat dataFormat = DataFormat.ChannelsLast,
        PerAxis dilationRate = default) => InFormat(
            x, dataFormat, last => Tensor.DepthwiseConvolution(last, kernel, [.. strides], padding, [.. dilationRate]));

    /// <summary>Convolution of each channel alone, then of all channels with a kernel of one tap. Keras:
    /// <c>ops.separable_conv</c>.</summary>
    /// <param name="x">A batch with 1 to 3 spatial axes and channels.</param>
    /// <param name="depthwiseKernel">(taps..., channels, multiplier).</param>
    /// <param name="pointwiseKernel">(1..., channels · multiplier, filters).</param>
    /// <param name="strides">Elements from one output position to the next.</param>
    /// <param name="padding">Padding: valid, same or causal.</param>
    /// <param name="dataFormat">Data format: channels last or channels first.</param>
    /// <param name="dilationRate">Elements from one tap to the next.</param>
    public static Tensor SeparableConv(
        Tensor x, Tensor depthwiseKernel, Tensor pointwiseKernel, PerAxis strides = default, Padding padding = Padding.Valid,
        DataFormat dataFormat = DataFormat.ChannelsLast, PerAxis dilationRate = default) =>
            InFormat(x, dataFormat, last => Tensor.Convolution(
            Tensor.DepthwiseConvolution(last, depthwiseKernel, [.. strides], padding, [.. dilationRate]), pointwiseKernel, [],
            Padding.Valid, []));

    /// <summary>The largest element of each window. Keras: <c>ops.max_pool</c>.</summary>
    /// <param name="x">A batch with 1 to 3 spatial axes and channels.</param>
    /// <param name="poolSize">The window's lengths.</param>
    /// <param name="strides">Elements from one window to the next; the window's lengths where none.</param>
    /// <param name="padding">Valid or same.</param>
    /// <param name="dataFormat">Data format: channels last or channels first.</param>
    public static Tensor MaxPool(
        Tensor x, PerAxis poolSize, PerAxis strides = default, Padding padding = Padding.Valid,
        DataFormat dataFormat = DataFormat.ChannelsLast) =>
        InFormat(x, dataFormat, last => last.MaxPool([.. poolSize], [.. strides], padding));

    /// <summary>The mean of each window, of what is not padding. Keras: <c>ops.average_pool</c>.</summary>
    /// <param name="x">A batch with 1 to 3 spatial axes and channels.</param>
    /// <param name="poolSize">The window's lengths.</param>
    /// <param name="strides">Elements from one window to the next; the window's lengths where none.</param>
    /// <param name="padding">Valid or same.</param>
    /// <param name="dataFormat">Data format: channels last or channels first.</param>
    public static Tensor AveragePool(
        Tensor x, PerAxis poolSize, PerAxis strides = default, Padding padding = Padding.Valid,
        DataFormat dataFormat = DataFormat.ChannelsLast) =>
        InFormat(x, dataFormat, last => last.AveragePool([.. poolSize], [.. strides], padding));

    /// <summary>The largest element of each of so many parts of every spatial axis. Keras: <c>ops.adaptive_max_pool</c>.</summary>
    /// <param name="x">A batch with 1 to 3 spatial axes and channels.</param>
    /// <param name="outputSize">How many parts.</param>
    /// <param name="dataFormat">Data format: channels last or channels first.</param>
    public static Tensor AdaptiveMaxPool(Tensor x, PerAxis outputSize, DataFormat dataFormat = DataFormat.ChannelsLast) =>
        InFormat(x, dataFormat, last => Adaptive(last, outputSize, (part, axis) => part.Max(axis, keepDims: true)));

    /// <summary>The mean of each of so many parts of every spatial axis. Keras: <c>ops.adaptive_average_pool</c>.</summary>
    /// <param name="x">A batch with 1 to 3 spatial axes and channels.</param>
    /// <param name="outputSize">How many parts.</param>
    /// <param name="dataFormat">Data format: channels last or channels first.</param>
    public static Tensor AdaptiveAveragePool(Tensor x, PerAxis outputSize, DataFormat dataFormat = DataFormat.ChannelsLast) =>
        InFormat(x, dataFormat, last => Adaptive(last, outputSize, (part, axis) => part.Mean(axis, keepDims: true)));

    private static Tensor Adaptive(Tensor x, PerAxis outputSize, Func<Tensor, int, Tensor> reduce)
    {
        var sizes = outputSize.Expand(x.Rank - 2, 1, "Ops.AdaptivePool", nameof(outputSize));
        for (var axis = 1; axis < x.Rank - 1; axis++)
        {
            var (length, count) = ((long)x.Shape[axis], sizes[axis - 1]);
            x = Tensor.Concat([.. Enumerable.Range(0, count).Select(i =>
            {
                var start = (int)(i * length / count);
                return reduce(x.Narrow(axis, start, (int)(((i + 1) * length + count - 1) / count) - start), axis);
            })], axis);
        }
        return x;
    }

    private static Tensor InFormat(Tensor x, DataFormat format, Func<Tensor, Tensor> channelsLast) => format == DataFormat.ChannelsLast
        ? channelsLast(x)
        : channelsLast(x.MoveAxis(1, -1)).MoveAxis(-1, 1);
}
