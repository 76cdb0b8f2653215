namespace Cornea;

/// <summary>How values between pixels are found.</summary>
public enum Interpolation
{
    /// <summary>The nearest pixel.</summary>
    Nearest,

    /// <summary>A mean of the nearest pixels, weighted by distance.</summary>
    Bilinear,
}
