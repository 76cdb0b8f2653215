namespace Cornea.Layers;

/// <summary>In which directions images are flipped.</summary>
public enum FlipMode
{
    /// <summary>Left to right.</summary>
    Horizontal,

    /// <summary>Upside down.</summary>
    Vertical,

    /// <summary>Both, each on its own.</summary>
    HorizontalAndVertical,
}
