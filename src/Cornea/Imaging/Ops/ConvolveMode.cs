namespace Cornea.Imaging;

/// <summary>How much of a convolution is kept, as in NumPy and SciPy.</summary>
public enum ConvolveMode
{
    /// <summary>Wherever signal and kernel overlap at all: n + k - 1 values.</summary>
    Full,

    /// <summary>The middle of Full, as many values as the signal has.</summary>
    Same,

    /// <summary>Where the kernel lies wholly inside the signal: n - k + 1 values.</summary>
    Valid,
}
