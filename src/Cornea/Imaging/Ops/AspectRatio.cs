namespace Cornea.Imaging;

/// <summary>What happens to an image whose proportions differ from those it shall have.</summary>
public enum AspectRatio
{
    /// <summary>It is stretched.</summary>
    Stretch,

    /// <summary>The largest centred part of the right proportions is taken. Keras: <c>crop_to_aspect_ratio</c>.</summary>
    Crop,

    /// <summary>It is padded on two sides to the right proportions. Keras: <c>pad_to_aspect_ratio</c>.</summary>
    Pad,
}
