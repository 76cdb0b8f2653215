using System.Text.RegularExpressions;

namespace Cornea.Display;

/// <summary>The blocks of a program's source, divided by blank lines outside braces, and which of them have been shown.</summary>
/// <remarks>
/// A result belongs to the line that asks for it; the code that made it is that line's block and the blocks before it that were not
/// shown yet. Local functions stand behind the program: one is shown when a line inside asks for a result.
/// </remarks>
internal sealed partial class SourceBlocks
{
    private readonly List<(int First, int Last, string Text)> _blocks = [];
    private readonly HashSet<int> _shown = [];
    private readonly int _functions;

    /// <summary>Divides a source.</summary>
    /// <param name="lines">Its lines.</param>
    public SourceBlocks(IReadOnlyList<string> lines)
    {
        var depth = 0;
        var first = -1;
        for (var i = 0; i <= lines.Count; i++)
        {
            var line = i < lines.Count ? lines[i] : "";
            if (line.Trim().Length == 0 && depth <= 0)
            {
                if (first >= 0)
                    Add(lines, first, i - 1);
                first = -1;
                continue;
            }
            first = first < 0 ? i : first;
            depth += line.Count(c => c == '{') - line.Count(c => c == '}');
        }
        var program = _blocks.FindLastIndex(block => !IsFunction(block.Text));
        _functions = program + 1;
    }

    /// <summary>The source of a file; nothing to show where it is not there.</summary>
    /// <param name="path">The file.</param>
    public static SourceBlocks Read(string path) => new(File.Exists(path) ? File.ReadAllLines(path) : []);

    /// <summary>The code that belongs to a line and was not shown yet; empty where there is none.</summary>
    /// <param name="line">The line, from 1.</param>
    /// <param name="isBefore">Whether the block of the line itself is left out.</param>
    public string Take(int line, bool isBefore)
    {
        var at = _blocks.FindIndex(block => block.First <= line - 1 && line - 1 <= block.Last);
        if (at < 0)
            return "";
        var from = at >= _functions ? at : 0;
        var taken = Enumerable.Range(from, at - from + (isBefore ? 0 : 1)).Where(_shown.Add).Select(index => _blocks[index].Text);
        return string.Join("\n\n", taken);
    }

    // What the compiler and the reader's tools want is no part of the lesson; the comment at the head says how to run it.
    private void Add(IReadOnlyList<string> lines, int first, int last)
    {
        var kept = lines.Skip(first).Take(last - first + 1).ToArray();
        var isHead = _blocks.Count == 0 && kept.All(line => line.StartsWith("//", StringComparison.Ordinal));
        if (!isHead && !kept.All(IsDirective))
            _blocks.Add((first, last, string.Join('\n', kept).TrimEnd()));
    }

    private static bool IsDirective(string line) => line.StartsWith("#:", StringComparison.Ordinal)
        || line.StartsWith("using ", StringComparison.Ordinal) && line.EndsWith(';') && !line.Contains('=');

    // A type or a function with its body in braces, at the left margin.
    private static bool IsFunction(string text) => Function().IsMatch(text);

    [GeneratedRegex(@"\A(//[^\n]*\n)*(?!(if|for|foreach|while|using|switch|lock|return|await|var|new)\b)[\w(][^\n=;]*\)\n\{",
        RegexOptions.CultureInvariant)]
    private static partial Regex Function();
}
