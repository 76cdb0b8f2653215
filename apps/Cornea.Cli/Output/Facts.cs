namespace Cornea.Cli.Output;

/// <summary>Names and values, a line each.</summary>
internal static class Facts
{
    /// <summary>Writes the lines; a long value is broken between words.</summary>
    public static void Write(CommandOutput output, IReadOnlyList<(string Name, string? Value)> facts)
    {
        var known = facts.Where(fact => !string.IsNullOrEmpty(fact.Value)).ToArray();
        var column = known.Max(fact => fact.Name.Length) + 4;
        foreach (var (name, value) in known)
        {
            var head = $"  {name}".PadRight(column);
            var room = Math.Max(20, output.Terminal.Width - column);
            foreach (var (line, isFirst) in Help.Wrapping.Lines(value!, room))
                output.Result.WriteLine((isFirst ? head : new string(' ', column)) + line);
        }
    }
}
