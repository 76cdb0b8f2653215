namespace Cornea.Cli.Output;

/// <summary>Names and values, a line each.</summary>
internal static class Facts
{
    private const int LeastRoom = 24; // with less of it beside the names, values stand below them

    /// <summary>Writes the lines; a long value is broken between words.</summary>
    public static void Write(CommandOutput output, IReadOnlyList<(string Name, string? Value)> facts)
    {
        var known = facts.Where(fact => !string.IsNullOrEmpty(fact.Value)).ToArray();
        var column = known.Max(fact => fact.Name.Length) + 4;
        var isBelow = output.Terminal.Width - column < LeastRoom;
        foreach (var (name, value) in known)
        {
            var head = $"  {name}".PadRight(column);
            if (isBelow)
            {
                output.Result.WriteLine($"  {name}");
                column = 4;
                head = "    ";
            }
            var room = Math.Max(10, output.Terminal.Width - column);
            foreach (var (line, isFirst) in Help.Wrapping.Lines(value!, room))
                output.Result.WriteLine((isFirst ? head : new string(' ', column)) + line);
        }
    }
}
