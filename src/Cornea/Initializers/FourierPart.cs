namespace Cornea.Initializers;

/// <summary>Which part of a complex exponential the kernels of <see cref="STFTInitializer"/> hold.</summary>
public enum FourierPart
{
    /// <summary>The real part: cosines.</summary>
    Real,

    /// <summary>The imaginary part: sines.</summary>
    [ConfigName("imag")]
    Imaginary,
}
