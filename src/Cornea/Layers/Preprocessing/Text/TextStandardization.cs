namespace Cornea.Layers;

/// <summary>What is done to texts before they are split.</summary>
public enum TextStandardization
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>A to Z become small letters; other letters stay, as in Keras.</summary>
    Lower,

    /// <summary>Punctuation of ASCII is taken out.</summary>
    StripPunctuation,

    /// <summary>Both.</summary>
    LowerAndStripPunctuation,
}
