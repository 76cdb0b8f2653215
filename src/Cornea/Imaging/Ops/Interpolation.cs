namespace Cornea.Imaging;

/// <summary>How values between pixels are found.</summary>
public enum Interpolation
{
    /// <summary>The nearest pixel.</summary>
    Nearest,

    /// <summary>A mean of the nearest pixels, weighted by distance.</summary>
    Bilinear,

    /// <summary>
    /// A cubic through four pixels of each axis with coefficient -0.5; weights beyond the edge are left out and the others
    /// scaled up, as TensorFlow and JAX do. Source: Keys, "Cubic convolution interpolation for digital image processing", 1981.
    /// </summary>
    Bicubic,

    /// <summary>The cubic with coefficient -0.75 and the edge pixel repeated, as PyTorch and OpenCV do. Sharper, with more
    /// overshoot.</summary>
    BicubicSharp,

    /// <summary>A windowed sinc over six pixels of each axis. Source: Duchon, "Lanczos filtering in one and two dimensions",
    /// 1979.</summary>
    Lanczos3,

    /// <summary>A windowed sinc over ten pixels of each axis.</summary>
    Lanczos5,
}
