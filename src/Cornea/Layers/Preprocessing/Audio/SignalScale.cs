namespace Cornea.Layers;

/// <summary>Signals so large that squares of their spectra overflow are multiplied by a power of two first; others are not.</summary>
internal static class SignalScale
{
    /// <summary>The power of two that large signals are multiplied with.</summary>
    public const int Exponent = -80;

    /// <summary>Stands for powers of next to nothing beside those of a large signal, and has a root.</summary>
    public const double LeastPower = 1e-37;

    private const double Large = 1e15;

    /// <summary>Which signals are large: true or false for each, with axes of length 1.</summary>
    /// <param name="signals">[signals, ...].</param>
    public static Tensor IsLarge(Tensor signals) =>
        signals.Abs().Max([.. Enumerable.Range(1, signals.Rank - 1)], keepDims: true) > Large;

    /// <summary>What signals are multiplied with.</summary>
    /// <param name="isLarge">Which of them are large.</param>
    /// <param name="dtype">The type of the result.</param>
    public static Tensor Of(Tensor isLarge, DType dtype) =>
        Tensor.Where(isLarge, Math.ScaleB(1, Exponent), 1.0).Cast(dtype);
}
