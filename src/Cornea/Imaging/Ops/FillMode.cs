namespace Cornea.Imaging;

/// <summary>What stands outside an image.</summary>
public enum FillMode
{
    /// <summary>One number: k k k | a b c d | k k k.</summary>
    Constant,

    /// <summary>The edge pixel: a a a | a b c d | d d d.</summary>
    Nearest,

    /// <summary>The image again: b c d | a b c d | a b c.</summary>
    Wrap,

    /// <summary>The image mirrored at the centre of its edge pixel: d c b | a b c d | c b a.</summary>
    Mirror,

    /// <summary>The image mirrored at the border of its edge pixel: c b a | a b c d | d c b.</summary>
    Reflect,
}
