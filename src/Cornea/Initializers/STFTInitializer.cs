namespace Cornea.Initializers;

/// <summary>
/// The kernels of a short-time Fourier transform, (taps, 1, frequencies): cosines or sines under a window. Source: Keras
/// <c>initializers/constant_initializers.py</c>.
/// </summary>
/// <param name="Side">Whether cosines or sines are made.</param>
/// <param name="Window">How the ends are faded.</param>
/// <param name="Scaling">What the kernels are divided by; without a window nothing.</param>
/// <param name="Periodic">Whether the window repeats without a seam.</param>
[ConfigName("STFTInitializer", "STFT")]
public sealed record STFTInitializer(
    FourierPart Side = FourierPart.Real, WindowFunction Window = WindowFunction.Hann,
    SpectrogramScaling Scaling = SpectrogramScaling.Density,
    bool Periodic = false)
    : Initializer
{
    /// <inheritdoc/>
    /// <exception cref="ShapeException">The shape is not (taps, 1, frequencies).</exception>
    public override Tensor Create(Shape shape, RandomKey key)
    {
        if (shape.Rank != 3 || shape[1] != 1 || shape[2] < 2)
            throw new ShapeException($"STFTInitializer expects a shape (taps, 1, frequencies), but received {shape}.");
        var window = FourierKernels.Window(Window, shape[0], Periodic);
        var scale = Window == WindowFunction.None ? 1 : Scaling switch
        {
            SpectrogramScaling.Density => Math.Sqrt(window.Sum(value => value * value)),
            SpectrogramScaling.Spectrum => window.Sum(Math.Abs),
            _ => 1,
        };
        return FourierKernels.Make(Side == FourierPart.Imaginary, [.. window.Select(value => value / scale)], (shape[2] - 1) * 2);
    }
}
