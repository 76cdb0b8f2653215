using System.Text;

namespace Cornea.Cli.Help;

/// <summary>Breaks text into lines between words; a word longer than a line has one of its own.</summary>
internal static class Wrapping
{
    /// <summary>The lines.</summary>
    /// <param name="text">Words, divided by blanks; a no-break space is part of its word.</param>
    /// <param name="width">Columns of a line.</param>
    /// <param name="ending">What every line but the last ends with; it does not count in the width.</param>
    /// <param name="first">Columns of the first line, where they are others.</param>
    public static IEnumerable<(string Text, bool IsFirst)> Lines(string text, int width, string ending = "", int? first = null)
    {
        var line = new StringBuilder();
        var isFirst = true;
        foreach (var word in text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (line.Length > 0 && line.Length + 1 + word.Length > (isFirst ? first ?? width : width))
            {
                yield return (line + ending, isFirst);
                line.Clear();
                isFirst = false;
            }
            line.Append(line.Length > 0 ? " " : "").Append(word);
        }
        if (line.Length > 0)
            yield return (line.ToString(), isFirst);
    }
}
