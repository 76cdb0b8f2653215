namespace Cornea.Terminal;

/// <summary>How many colours an output can show. The levels are ordered: each can show what the one before it can.</summary>
public enum ColorLevel
{
    /// <summary>No colour; no escape sequence is written at all.</summary>
    None,

    /// <summary>The 16 colours every colour terminal has.</summary>
    Basic,

    /// <summary>The 256 colours of xterm: a 6 x 6 x 6 cube and 24 greys.</summary>
    Indexed,

    /// <summary>24 bits, 8 for each of red, green and blue.</summary>
    TrueColor,
}
