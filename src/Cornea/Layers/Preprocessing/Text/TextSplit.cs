namespace Cornea.Layers;

/// <summary>Where texts are cut into tokens.</summary>
public enum TextSplit
{
    /// <summary>Nowhere.</summary>
    None,

    /// <summary>At white space.</summary>
    Whitespace,

    /// <summary>After every character (Unicode code point).</summary>
    Character,
}
