namespace Cornea;

public static partial class Ops
{
    /// <summary>The transform of Fourier along the last axis, <c>Σ x[n] e^(-2πi kn / N)</c>. Keras: <c>ops.fft</c>.</summary>
    /// <param name="real">The real part, (..., n).</param>
    /// <param name="imaginary">The imaginary part, of the same shape.</param>
    /// <remarks>A product with the matrix of the transform, whose cost grows with n²: made for windows of some thousand values.</remarks>
    public static (Tensor Real, Tensor Imaginary) Fft(Tensor real, Tensor imaginary) =>
        Transformed(Floats(real), Floats(imaginary), inverse: false);

    /// <summary>The transform along the last two axes. Keras: <c>ops.fft2</c>.</summary>
    /// <param name="real">The real part, (..., rows, columns).</param>
    /// <param name="imaginary">The imaginary part, of the same shape.</param>
    public static (Tensor Real, Tensor Imaginary) Fft2(Tensor real, Tensor imaginary) => BothAxes(real, imaginary, inverse: false);

    /// <summary>The inverse of <see cref="Fft2"/>. Keras: <c>ops.ifft2</c>.</summary>
    /// <param name="real">The real part, (..., rows, columns).</param>
    /// <param name="imaginary">The imaginary part, of the same shape.</param>
    public static (Tensor Real, Tensor Imaginary) Ifft2(Tensor real, Tensor imaginary) => BothAxes(real, imaginary, inverse: true);

    /// <summary>The transform of real numbers: its first half, which tells all. Keras: <c>ops.rfft</c>.</summary>
    /// <param name="x">(..., n).</param>
    /// <param name="fftLength">Cut off or filled with zeros to this length; n where null.</param>
    /// <returns>Real and imaginary part, (..., fftLength / 2 + 1).</returns>
    public static (Tensor Real, Tensor Imaginary) Rfft(Tensor x, int? fftLength = null)
    {
        var values = Lengthened(Floats(x), fftLength ?? x.Shape[^1]);
        var length = values.Shape[^1];
        var (cosines, sines) = Waves(length, length / 2 + 1, values.DType);
        return (Tensor.MatMul(Flat(values), cosines).Reshape(Last(values, length / 2 + 1)),
            (-Tensor.MatMul(Flat(values), sines)).Reshape(Last(values, length / 2 + 1)));
    }

    /// <summary>The real numbers whose transform has this first half. Keras: <c>ops.irfft</c>.</summary>
    /// <param name="real">The real part, (..., k).</param>
    /// <param name="imaginary">The imaginary part, of the same shape.</param>
    /// <param name="fftLength">How many numbers; 2 (k - 1) where null.</param>
    public static Tensor Irfft(Tensor real, Tensor imaginary, int? fftLength = null)
    {
        var length = fftLength ?? 2 * (real.Shape[^1] - 1);
        var half = length / 2 + 1;
        var (re, im) = (Lengthened(Floats(real), half), Lengthened(Floats(imaginary), half));
        // All but the first, and the middle one of an even length, stand for two.
        var counts = Tensor.From([.. Enumerable.Range(0, half).Select(k => k == 0 || 2 * k == length ? 1f / length : 2f / length)])
            .Cast(re.DType);
        var (cosines, sines) = Waves(length, half, re.DType);
        var sum = Tensor.MatMul(Flat(re * counts), cosines.Transpose()) - Tensor.MatMul(Flat(im * counts), sines.Transpose());
        return sum.Reshape(Last(re, length));
    }

    /// <summary>The transforms of overlapping windows. Keras: <c>ops.stft</c>.</summary>
    /// <param name="x">(..., length).</param>
    /// <param name="sequenceLength">Values of a window.</param>
    /// <param name="sequenceStride">How far apart windows begin.</param>
    /// <param name="fftLength">Values of a transform, no fewer; the window stands in their middle.</param>
    /// <param name="window">What each window is multiplied with.</param>
    /// <param name="center">Whether half a transform is added, mirrored, at both ends, so that windows lie around their place.</param>
    /// <returns>Real and imaginary part, (..., windows, fftLength / 2 + 1).</returns>
    /// <exception cref="ArgumentException">A transform is shorter than a window.</exception>
    public static (Tensor Real, Tensor Imaginary) Stft(
        Tensor x, int sequenceLength, int sequenceStride, int fftLength, WindowFunction window = WindowFunction.Hann,
        bool center = true) =>
        Stft(x, sequenceLength, sequenceStride, fftLength, Taps(window, sequenceLength, Floats(x).DType), center);

    /// <summary>The transforms of overlapping parts of a signal, each multiplied with a window of one's own. Keras:
    /// <c>ops.stft</c>.</summary>
    /// <param name="x">(..., values).</param>
    /// <param name="sequenceLength">Values of a window.</param>
    /// <param name="sequenceStride">How far apart windows begin.</param>
    /// <param name="fftLength">Values of a transform, at least those of a window.</param>
    /// <param name="window">The factors, (sequenceLength).</param>
    /// <param name="center">Whether half a transform is added at both ends, mirrored.</param>
    /// <returns>(..., windows, fftLength / 2 + 1) each.</returns>
    /// <exception cref="ArgumentException">The transforms are shorter than the windows.</exception>
    /// <exception cref="ShapeException">The window has another length.</exception>
    public static (Tensor Real, Tensor Imaginary) Stft(
        Tensor x, int sequenceLength, int sequenceStride, int fftLength, Tensor window, bool center = true)
    {
        if (fftLength < sequenceLength)
        {
            throw new ArgumentException(
                $"Ops.Stft expects transforms no shorter than windows of {sequenceLength}, but received " +
                $"{fftLength}. Make fftLength larger.",
                nameof(fftLength));
        }
        var values = Floats(x);
        if (center)
        {
            var positions = PixelReading.Around(x.Shape[^1], fftLength / 2, fftLength / 2, FillMode.Mirror);
            values = values.Gather(Tensor.From(positions), values.Rank - 1);
        }
        var frames = ExtractSequences(values, fftLength, sequenceStride);
        return Rfft(frames * Placed(window, sequenceLength, fftLength, values.DType));
    }

    /// <summary>The signal whose windows have these transforms: the inverse of
    /// <see cref="Stft(Tensor, int, int, int, WindowFunction, bool)"/>. Keras: <c>ops.istft</c>.</summary>
    /// <param name="real">The real part, (..., windows, fftLength / 2 + 1).</param>
    /// <param name="imaginary">The imaginary part, of the same shape.</param>
    /// <param name="sequenceLength">Values of a window.</param>
    /// <param name="sequenceStride">How far apart windows begin.</param>
    /// <param name="fftLength">Values of a transform.</param>
    /// <param name="length">How many values to give; all that the windows cover where null.</param>
    /// <param name="window">What each window was multiplied with.</param>
    /// <param name="center">Whether half a transform was added at both ends.</param>
    /// <returns>
    /// (..., values). Positions that the windows do not reach are 0. With <see cref="WindowFunction.None"/> overlapping parts are added up
    /// and not divided by how many there are, as in Keras.
    /// </returns>
    public static Tensor Istft(
        Tensor real, Tensor imaginary, int sequenceLength, int sequenceStride, int fftLength, int? length = null,
        WindowFunction window = WindowFunction.Hann, bool center = true) =>
        // Without a window the parts are added up as they are, as Keras does.
        Overlapped(real, imaginary, sequenceLength, sequenceStride, fftLength, length,
            Taps(window, sequenceLength, Floats(real).DType), center, divides: window != WindowFunction.None);

    /// <summary>The signal whose windows, of one's own, have these transforms. Keras: <c>ops.istft</c>.</summary>
    /// <param name="real">The real part, (..., windows, fftLength / 2 + 1).</param>
    /// <param name="imaginary">The imaginary part, of the same shape.</param>
    /// <param name="sequenceLength">Values of a window.</param>
    /// <param name="sequenceStride">How far apart windows begin.</param>
    /// <param name="fftLength">Values of a transform.</param>
    /// <param name="window">The factors that each window was multiplied with, (sequenceLength).</param>
    /// <param name="length">How many values to give; all that the windows cover where null.</param>
    /// <param name="center">Whether half a transform was added at both ends.</param>
    /// <returns>(..., values). Positions that the windows do not reach are 0.</returns>
    /// <exception cref="ShapeException">The window has another length.</exception>
    public static Tensor Istft(
        Tensor real, Tensor imaginary, int sequenceLength, int sequenceStride, int fftLength, Tensor window, int? length = null,
        bool center = true) =>
        Overlapped(real, imaginary, sequenceLength, sequenceStride, fftLength, length, window, center, divides: true);

    private static Tensor Overlapped(
        Tensor real, Tensor imaginary, int sequenceLength, int sequenceStride, int fftLength, int? length, Tensor window, bool center,
        bool divides)
    {
        var frames = Irfft(real, imaginary, fftLength);
        var count = frames.Shape[^2];
        var taps = Placed(window, sequenceLength, fftLength, frames.DType);
        var whole = (count - 1) * sequenceStride + fftLength;
        var positions = Enumerable.Range(0, count * fftLength).Select(i => i / fftLength * sequenceStride + i % fftLength).ToArray();
        // Overlapping values are weighed by the window once more: (values, signals).
        var sums = Laid((frames * taps).Reshape(-1, count * fftLength).Transpose());
        var weights = Laid(taps.Square().Tile(count).ExpandDims(1));
        var divided = !divides ? sums : Tensor.Where(weights > 1e-10, sums / Tensor.Maximum(weights, 1e-10), 0);
        var signals = divided.Transpose();
        var skipped = center ? fftLength / 2 : 0;
        var kept = length ?? whole - 2 * skipped;
        var cut = signals.Narrow(1, skipped, Math.Min(kept, whole - skipped));
        return Lengthened(cut, kept).Reshape(new Shape([.. frames.Shape[..^2], kept]));

        Tensor Laid(Tensor values) =>
            Tensor.Zeros(new Shape(whole, values.Shape[1]), values.DType).ScatterAdd(Tensor.From(positions), values);
    }

    private static Tensor Taps(WindowFunction window, int sequenceLength, DType dtype) => window == WindowFunction.None
        ? Tensor.Ones([sequenceLength], dtype)
        : Tensor.From(FourierKernels.Window(window, sequenceLength, periodic: true)).Cast(dtype);

    private static Tensor Placed(Tensor window, int sequenceLength, int fftLength, DType dtype)
    {
        if (window.Rank != 1 || window.Size != sequenceLength)
        {
            throw new ShapeException(
                $"A window expects one factor for each of its {sequenceLength} values, but received shape {window.Shape}.");
        }
        var taps = window.Cast(dtype);
        var before = (fftLength - sequenceLength) / 2;
        return taps.Pad([before], [fftLength - sequenceLength - before]);
    }

    private static (Tensor Real, Tensor Imaginary) BothAxes(Tensor real, Tensor imaginary, bool inverse)
    {
        var (re, im) = Transformed(Floats(real), Floats(imaginary), inverse);
        (re, im) = Transformed(re.SwapAxes(-1, -2), im.SwapAxes(-1, -2), inverse);
        return (re.SwapAxes(-1, -2), im.SwapAxes(-1, -2));
    }

    private static (Tensor Real, Tensor Imaginary) Transformed(Tensor real, Tensor imaginary, bool inverse)
    {
        var length = real.Shape[^1];
        var (cosines, sines) = Waves(length, length, real.DType);
        if (inverse)
            (cosines, sines) = (cosines / length, -sines / length);
        var (re, im) = (Flat(real), Flat(imaginary));
        return (
            (Tensor.MatMul(re, cosines) + Tensor.MatMul(im, sines)).Reshape(real.Shape),
            (Tensor.MatMul(im, cosines) - Tensor.MatMul(re, sines)).Reshape(real.Shape));
    }

    // cos and sin of 2π n k / length, [length, count]; n k is reduced first, so that large products lose nothing.
    private static (Tensor Cosines, Tensor Sines) Waves(int length, int count, DType dtype)
    {
        var (cosines, sines) = (new double[length, count], new double[length, count]);
        for (var n = 0; n < length; n++)
        {
            for (var k = 0; k < count; k++)
                (sines[n, k], cosines[n, k]) = Math.SinCos(2 * Math.PI * ((long)n * k % length) / length);
        }
        return (Tensor.From(cosines).Cast(dtype), Tensor.From(sines).Cast(dtype));
    }

    private static Tensor Lengthened(Tensor x, int length) => x.Shape[^1] >= length
        ? x.Narrow(x.Rank - 1, 0, length)
        : x.Pad(new int[x.Rank], [.. Enumerable.Repeat(0, x.Rank - 1), length - x.Shape[^1]]);

    private static Tensor Flat(Tensor x) => x.Reshape(-1, x.Shape[^1]);

    private static Shape Last(Tensor x, int length) => x.Shape.With(x.Rank - 1, length);
}
