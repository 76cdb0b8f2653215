using System.Globalization;

namespace Cornea.Terminal;

/// <summary>A colour of 24 bits.</summary>
internal readonly record struct Rgb(byte Red, byte Green, byte Blue)
{
    /// <summary>The colour as SVG and HTML write it, <c>#0072b2</c>.</summary>
    public string Hex => string.Create(CultureInfo.InvariantCulture, $"#{Red:x2}{Green:x2}{Blue:x2}");
}
