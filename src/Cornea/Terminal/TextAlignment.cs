namespace Cornea.Terminal;

/// <summary>Where a text stands in its cell.</summary>
internal enum TextAlignment
{
    Left,
    Center,
    Right,
}
