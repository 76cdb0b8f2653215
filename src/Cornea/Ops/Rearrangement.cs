namespace Cornea;

/// <summary>A pattern of <see cref="Ops.Rearrange"/>: the names of axes on both sides, those in brackets together.</summary>
internal sealed record Rearrangement(string Pattern, IReadOnlyList<string[]> From, IReadOnlyList<string[]> To)
{
    public static Rearrangement Parse(string pattern)
    {
        var sides = pattern.Split("->");
        if (sides.Length != 2)
            throw Malformed(pattern, "one arrow ->");
        var result = new Rearrangement(pattern, Side(pattern, sides[0]), Side(pattern, sides[1]));
        var (before, after) = (result.From.SelectMany(group => group).ToList(), result.To.SelectMany(group => group).ToList());
        return before.Distinct().Count() == before.Count && before.Order().SequenceEqual(after.Order())
            ? result
            : throw Malformed(pattern, "each axis once on both sides");
    }

    public Tensor Apply(Tensor x, IReadOnlyList<(string Name, int Length)> lengths)
    {
        if (x.Rank != From.Count)
            throw new ShapeException($"Ops.Rearrange of '{Pattern}' expects {From.Count} axes, but received shape {x.Shape}.");
        var known = lengths.ToDictionary(pair => pair.Name, pair => pair.Length);
        var names = new List<string>();
        for (var axis = 0; axis < From.Count; axis++)
        {
            names.AddRange(From[axis]);
            var open = From[axis].Where(name => !known.ContainsKey(name)).ToList();
            var product = From[axis].Where(known.ContainsKey).Aggregate(1, (size, name) => size * known[name]);
            if (open.Count > 1 || product == 0 || x.Shape[axis] % product != 0 || (open.Count == 0 && product != x.Shape[axis]))
            {
                throw new ShapeException(
                    $"Ops.Rearrange of '{Pattern}' cannot work out ({string.Join(' ', From[axis])}) for axis {axis} of shape {x.Shape}. " +
                    "Give all lengths but one, whose product divides the axis.");
            }
            foreach (var name in open)
                known[name] = x.Shape[axis] / product;
        }
        var split = x.Reshape(new Shape([.. names.Select(name => known[name])]));
        var ordered = split.Transpose([.. To.SelectMany(group => group).Select(name => names.IndexOf(name))]);
        return ordered.Reshape(new Shape([.. To.Select(group => group.Aggregate(1, (size, name) => size * known[name]))]));
    }

    private static List<string[]> Side(string pattern, string side)
    {
        var groups = new List<string[]>();
        for (var rest = side.Trim(); rest.Length > 0; rest = rest.TrimStart())
        {
            if (rest[0] == '(')
            {
                var end = rest.IndexOf(')');
                if (end < 0)
                    throw Malformed(pattern, "a closing bracket");
                groups.Add(rest[1..end].Split(' ', StringSplitOptions.RemoveEmptyEntries));
                rest = rest[(end + 1)..];
                continue;
            }
            var length = rest.IndexOfAny([' ', '(']) is var found and >= 0 ? found : rest.Length;
            groups.Add(rest[..length] == "1" ? [] : [rest[..length]]);
            rest = rest[length..];
        }
        return groups;
    }

    private static ArgumentException Malformed(string pattern, string expected) =>
        new($"Ops.Rearrange expects a pattern such as 'b (h w) c -> b h w c' with {expected}, but received '{pattern}'.", nameof(pattern));
}
