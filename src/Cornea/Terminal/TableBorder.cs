namespace Cornea.Terminal;

/// <summary>The characters of a table whose head is drawn heavier. Each line is left end, filling, crossing, right end.</summary>
internal sealed record TableBorder(
    string Top, string Head, string UnderHead, string Body, string Between, string Bottom, string Branch, string Ellipsis)
{
    public static TableBorder Unicode { get; } = new("┏━┳┓", "┃ ┃┃", "┡━╇┩", "│ ││", "├─┼┤", "└─┴┘", "└ ", "…");

    public static TableBorder Ascii { get; } = new("+-++", "| ||", "+=++", "| ||", "+-++", "+-++", "`-", ".");
}
