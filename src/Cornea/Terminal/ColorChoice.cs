namespace Cornea.Terminal;

/// <summary>What the user asked about colour, as in <c>--color auto|always|never</c>.</summary>
public enum ColorChoice
{
    /// <summary>Colour when the output is a terminal that shows it and nothing in the environment forbids it.</summary>
    Auto,

    /// <summary>Colour even into a pipe or a file.</summary>
    Always,

    /// <summary>No colour and no other escape sequence.</summary>
    Never,
}
