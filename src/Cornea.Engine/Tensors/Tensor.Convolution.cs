using System.Collections.Immutable;
using Cornea.Graph;
using Cornea.Graph.Ops;

namespace Cornea;

public sealed partial class Tensor
{
    /// <summary>
    /// Convolution as networks use the word (cross-correlation: the kernel is not flipped) over 1, 2 or 3 spatial axes:
    /// <c>y[n, p, f] = sum over taps t and channels c of x[n, p * stride - padding + t * dilation, c] * kernel[t, c, f]</c>.
    /// That of two int8 is int32, as their matrix product is.
    /// </summary>
    /// <param name="x">(batch, spatial..., channels).</param>
    /// <param name="kernel">(taps..., channels / groups, filters), as Keras keeps it.</param>
    /// <param name="strides">Strides of the window, per spatial axis; one number for all, none for 1.</param>
    /// <param name="padding">Padding: valid, same or causal.</param>
    /// <param name="dilation">Dilation rate; one number for all, none for 1.</param>
    /// <param name="groups">Groups of channels, each of which makes filters / groups filters alone.</param>
    /// <returns>(batch, positions..., filters).</returns>
    /// <exception cref="ShapeException">The shapes do not fit, or the kernel is larger than the padded axis.</exception>
    public static Tensor Convolution(
        Tensor x, Tensor kernel, ReadOnlySpan<int> strides = default, Padding padding = Padding.Valid, ReadOnlySpan<int> dilation = default,
        int groups = 1)
    {
        var window = WindowOf(nameof(Convolution), x, Taps(nameof(Convolution), x, kernel), strides, dilation, padding);
        return Convolve(x, kernel, window, groups);
    }

    /// <summary>Convolution with any padding.</summary>
    /// <param name="x">(batch, spatial..., channels).</param>
    /// <param name="kernel">(taps..., channels / groups, filters).</param>
    /// <param name="low">Zeros before the first element of each spatial axis; one number for all.</param>
    /// <param name="high">Zeros after the last; one number for all.</param>
    /// <param name="strides">Strides of the window, per spatial axis; one number for all, none for 1.</param>
    /// <param name="dilation">Dilation rate; one number for all, none for 1.</param>
    /// <param name="groups">Groups of channels, each of which makes filters / groups filters alone.</param>
    /// <exception cref="ShapeException">The shapes do not fit, or the kernel is larger than the padded axis.</exception>
    public static Tensor Convolution(
        Tensor x, Tensor kernel, ReadOnlySpan<int> low, ReadOnlySpan<int> high, ReadOnlySpan<int> strides = default,
        ReadOnlySpan<int> dilation = default, int groups = 1)
    {
        var window = WindowOf(nameof(Convolution), x, Taps(nameof(Convolution), x, kernel), strides, dilation, Padding.Valid);
        var (before,
            after) = (PerAxis(nameof(Convolution), "low padding", low, window.Axes.Length, 0),
            PerAxis(nameof(Convolution), "high padding", high, window.Axes.Length, 0));
        return Convolve(x, kernel, new Window([.. window.Axes.Select((axis, i) => axis with { Low = before[i], High = after[i] })]),
            groups);
    }

    /// <summary>
    /// Transposed convolution: the gradient of
    /// <see cref="Convolution(Tensor, Tensor, ReadOnlySpan{int}, Padding, ReadOnlySpan{int}, int)"/>
    /// by its input, which spreads each element of x over a window of the result. Lengths are Keras's: n * s for
    /// <see cref="Padding.Same"/>, (n - 1) * s + max(d(k-1) + 1, s) for <see cref="Padding.Valid"/>; with an output padding,
    /// (n - 1) * s + the kernel's extent (Same: 1 if that is odd, else 0) + the output padding.
    /// </summary>
    /// <param name="x">(batch, spatial..., channels).</param>
    /// <param name="kernel">(taps..., filters, channels), as Keras keeps it.</param>
    /// <param name="strides">Elements of the result from one window to the next, per spatial axis; one number for all, none for 1.</param>
    /// <param name="padding"><see cref="Padding.Valid"/> or <see cref="Padding.Same"/>.</param>
    /// <param name="outputPadding">Elements more at the end of each axis, below its stride; none for Keras's default.</param>
    /// <param name="dilation">Dilation rate; one number for all, none for 1.</param>
    /// <returns>(batch, lengths..., filters).</returns>
    /// <exception cref="ShapeException">The shapes do not fit, or an output padding is not below its stride.</exception>
    public static Tensor ConvolutionTranspose(
        Tensor x, Tensor kernel, ReadOnlySpan<int> strides = default, Padding padding = Padding.Valid,
        ReadOnlySpan<int> outputPadding = default,
        ReadOnlySpan<int> dilation = default)
    {
        const string who = nameof(ConvolutionTranspose);
        if (padding == Padding.Causal)
        {
            throw new ArgumentException($"{who} knows padding Valid and Same, but received Causal. Crop a Valid result instead.",
                nameof(padding));
        }
        var sizes = Taps(who, x, kernel);
        if (kernel.Shape[^1] != x.Shape[^1])
        {
            throw new ShapeException(
                $"{who} of {x.Shape} expects a kernel (taps..., filters, {x.Shape[^1]}), but received {kernel.Shape}. Its last axis is "
                    + $"x's channels.");
        }
        var rank = sizes.Length;
        var (steps, spread) = (PerAxis(who, "strides", strides, rank, 1), PerAxis(who, "dilation", dilation, rank, 1));
        var more = outputPadding.IsEmpty ? null : PerAxis(who, "output padding", outputPadding, rank, 0);
        var axes = new WindowAxis[rank];
        var lengths = new int[rank];
        for (var i = 0; i < rank; i++)
        {
            var extent = (sizes[i] - 1) * spread[i] + 1;
            if (more is not null && (more[i] < 0 || more[i] >= steps[i]))
            {
                throw new ShapeException(
                    $"{who} expects an output padding from 0 to below the stride {steps[i]}, but received {more[i]} for spatial axis {i}.");
            }
            // Zeros around the spread-out x; the part before it decides which elements of the windows are cut off.
            var (before, total) = padding == Padding.Valid
                ? (extent - 1, 2 * (extent - 1) + (more?[i] ?? Math.Max(extent, steps[i]) - extent))
                : (-1, more is null ? steps[i] + extent - 2 : extent + extent % 2 - 2 + more[i]);
            if (before < 0)
                before = Math.Min((total + 1) / 2, extent - 1);
            lengths[i] = checked((x.Shape[i + 1] - 1) * steps[i] + 1 + total - (extent - 1));
            var low = extent - 1 - before;
            var high = Math.Max(0, (x.Shape[i + 1] - 1) * steps[i] + extent - low - lengths[i]);
            axes[i] = new WindowAxis(sizes[i], steps[i], spread[i], low, high);
        }
        var dtype = FloatOf(x, kernel);
        var input = new Shape([x.Shape[0], .. lengths, kernel.Shape[^2]]);
        return new Tensor(new ConvolutionInputGradient(new Window([.. axes]), 1, input), [x.Cast(dtype), kernel.Cast(dtype)]);
    }

    /// <summary>Convolution of each channel alone, with as many kernels as the multiplier says: filter <c>c * multiplier + j</c> is channel
    /// c's j-th.</summary>
    /// <param name="x">(batch, spatial..., channels).</param>
    /// <param name="kernel">(taps..., channels, multiplier), as Keras keeps it.</param>
    /// <param name="strides">Strides of the window, per spatial axis; one number for all, none for 1.</param>
    /// <param name="padding">Padding: valid, same or causal.</param>
    /// <param name="dilation">Dilation rate; one number for all, none for 1.</param>
    /// <returns>(batch, positions..., channels * multiplier).</returns>
    /// <exception cref="ShapeException">The shapes do not fit, or the kernel is larger than the padded axis.</exception>
    public static Tensor DepthwiseConvolution(
        Tensor x, Tensor kernel, ReadOnlySpan<int> strides = default, Padding padding = Padding.Valid, ReadOnlySpan<int> dilation = default)
    {
        Taps(nameof(DepthwiseConvolution), x, kernel);
        if (kernel.Shape[^2] != x.Shape[^1])
        {
            throw new ShapeException(
                $"DepthwiseConvolution of {x.Shape} expects a kernel (taps..., {x.Shape[^1]}, multiplier), but received {kernel.Shape}. "
                    + $"Its last axis but one is x's channels.");
        }
        var joined = kernel.Reshape(new Shape([.. kernel.Shape[..^2], 1, kernel.Shape[^2] * kernel.Shape[^1]]));
        return Convolution(x, joined, strides, padding, dilation, x.Shape[^1]);
    }

    private static Tensor Convolve(Tensor x, Tensor kernel, Window window, int groups)
    {
        var dtype = x.DType == DType.Int8 && kernel.DType == DType.Int8 ? DType.Int8 : FloatOf(x, kernel);
        return new Tensor(new Convolution(window, groups), [x.Cast(dtype), kernel.Cast(dtype)]);
    }

    private static DType FloatOf(Tensor x, Tensor kernel)
    {
        var dtype = DTypes.Promote(x.DType, kernel.DType);
        return dtype.IsFloat() ? dtype : DType.Float32;
    }

    // The lengths of a kernel's axes of taps.
    private static int[] Taps(string who, Tensor x, Tensor kernel) => x.Rank is >= 3 and <= 5 && kernel.Rank == x.Rank
        ? [.. kernel.Shape[..^2]]
        : throw new ShapeException(
            $"{who} expects x (batch, 1 to 3 spatial axes, channels) and a kernel of as many axes, but received {x.Shape} "
                + $"and {kernel.Shape}. Add a batch axis with ExpandDims(0).");

    private static int[] PerAxis(string who, string what, ReadOnlySpan<int> values, int axes, int none)
    {
        if (values.Length > 1 && values.Length != axes)
            throw new ShapeException($"{who} expects {what} for {axes} spatial axes or one for all, but received {values.Length} numbers.");
        var result = new int[axes];
        for (var i = 0; i < axes; i++)
            result[i] = values.IsEmpty ? none : values.Length == 1 ? values[0] : values[i];
        return result;
    }

    private static Window WindowOf(string who, Tensor x, int[] sizes, ReadOnlySpan<int> strides, ReadOnlySpan<int> dilation,
        Padding padding)
    {
        var (steps, spread) = (PerAxis(who, "strides", strides, sizes.Length, 1), PerAxis(who, "dilation", dilation, sizes.Length, 1));
        var axes = ImmutableArray.CreateBuilder<WindowAxis>(sizes.Length);
        for (var i = 0; i < sizes.Length; i++)
        {
            var axis = new WindowAxis(sizes[i], steps[i], spread[i]);
            var positions = (x.Shape[i + 1] + axis.Stride - 1) / Math.Max(1, axis.Stride);
            var total = Math.Max(0, (positions - 1) * axis.Stride + axis.Extent - x.Shape[i + 1]);
            axes.Add(padding switch
            {
                Padding.Same => axis with { Low = total / 2, High = total - total / 2 },
                Padding.Causal => axis with { Low = axis.Extent - 1 },
                _ => axis,
            });
        }
        return new Window(axes.MoveToImmutable());
    }
}
