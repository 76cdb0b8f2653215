namespace Cornea.Layers;

/// <summary>What a spectrogram shows of each frequency.</summary>
public enum SpectrogramMode
{
    /// <summary>The natural logarithm of the magnitude.</summary>
    Log,

    /// <summary>The magnitude.</summary>
    Magnitude,

    /// <summary>The power, doubled for all but the first and last frequency, which stand for two each.</summary>
    Psd,

    /// <summary>The cosine part.</summary>
    Real,

    /// <summary>The sine part.</summary>
    [ConfigName("imag")]
    Imaginary,

    /// <summary>The angle between both.</summary>
    Angle,

    /// <summary>Both parts, one after the other.</summary>
    Stft,
}
