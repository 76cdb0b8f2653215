namespace Cornea.Imaging;

/// <summary>How pixels were changed before they were coded.</summary>
internal enum WebPTransformKind
{
    /// <summary>Less what is expected from the pixels before them.</summary>
    Predictor,

    /// <summary>Red and blue less a part of green, and blue less a part of red.</summary>
    CrossColor,

    /// <summary>Red and blue less green.</summary>
    SubtractGreen,

    /// <summary>Numbers of colours, several to a pixel where there are few.</summary>
    ColorTable,
}
