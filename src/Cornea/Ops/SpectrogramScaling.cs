namespace Cornea;

/// <summary>What a spectrum is divided by, so that the window drops out.</summary>
public enum SpectrogramScaling
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>The root of the window's sum of squares: for power densities of noise.</summary>
    Density,

    /// <summary>The window's sum: for amplitudes of tones.</summary>
    Spectrum,
}
