namespace Cornea;

/// <summary>Which axes of its arguments a function takes whole, as in <c>(m,n),(n)->(m)</c>.</summary>
/// <param name="Text">The signature.</param>
/// <param name="Inputs">The names of the axes of each argument.</param>
internal sealed record BlockSignature(string Text, IReadOnlyList<string[]> Inputs)
{
    public static BlockSignature Parse(string text)
    {
        string[] sides = text.Replace(" ", "", StringComparison.Ordinal).Split("->");
        if (sides.Length != 2 || Side(sides[0]) is not { } inputs || Side(sides[1]) is null)
        {
            throw new ArgumentException(
                $"Ops.Vectorize expects a signature such as \"(m,n),(n)->(m)\", but received \"{text}\".", nameof(text));
        }
        return new BlockSignature(text, inputs);
    }

    /// <summary>How many axes of each argument are the function's; their lengths must agree by name.</summary>
    public int[] Ranks(IReadOnlyList<Shape> shapes)
    {
        if (shapes.Count != Inputs.Count)
        {
            throw new ArgumentException($"Ops.Vectorize of \"{Text}\" expects {Inputs.Count} arguments, but received {shapes.Count}.");
        }
        var lengths = new Dictionary<string, int>(StringComparer.Ordinal);
        for (int i = 0; i < shapes.Count; i++)
        {
            string[] names = Inputs[i];
            for (int axis = 0; axis < names.Length; axis++)
            {
                int at = shapes[i].Rank - names.Length + axis;
                int known = at < 0 ? -1 : int.TryParse(names[axis], out int number) ? number
                    : lengths.TryGetValue(names[axis], out int length) ? length : lengths[names[axis]] = shapes[i][at];
                if (at < 0 || known != shapes[i][at])
                {
                    throw new ShapeException(
                        $"Ops.Vectorize of \"{Text}\" cannot take argument {i} of shape {shapes[i]}" +
                        (at < 0 ? $": it has fewer than {names.Length} axes." : $": axis {names[axis]} has length {known}."));
                }
            }
        }
        return [.. Inputs.Select(static names => names.Length)];
    }

    // "(m,n),(n)" as names, or null.
    private static string[][]? Side(string side)
    {
        if (!side.StartsWith('(') || !side.EndsWith(')'))
        {
            return null;
        }
        string[] parts = side[1..^1].Split("),(");
        return parts.Any(static part => part.AsSpan().IndexOfAny('(', ')') >= 0)
            ? null
            : [.. parts.Select(static part => part.Split(',', StringSplitOptions.RemoveEmptyEntries))];
    }
}
