namespace Cornea.Imaging;

/// <summary>What a digit is drawn with, as <see cref="DigitImage.Normalize"/> takes it.</summary>
public enum InkColor
{
    /// <summary>Found out from the picture: what differs from its border is ink.</summary>
    Auto,

    /// <summary>Dark ink on a light background, as a pen on paper.</summary>
    Dark,

    /// <summary>Light ink on a dark background, as chalk, or a picture of MNIST itself.</summary>
    Light,
}
