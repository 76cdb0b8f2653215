using Cornea.Graph;
using Cornea.Graph.Ops;

namespace Cornea.Compilation.Fusion;

/// <summary>
/// Kernels that read the same large values made one: reductions along the same axes of the same space that have an operand in
/// common, and a reduction of what an elementwise kernel stores. Each value passes from memory once for all of them.
/// </summary>
internal static class HorizontalFusion
{
    /// <summary>Merges groups that read the same values.</summary>
    /// <param name="order">The graph's nodes, inputs first.</param>
    /// <param name="fused">The group of each node.</param>
    /// <param name="outputs">Nodes whose values have a home of their own.</param>
    public static FusionGroups Run(IReadOnlyList<Tensor> order, FusionGroups fused, IReadOnlySet<Tensor> outputs)
    {
        var groups = fused.ToDictionary();
        var current = new FusionGroups(groups);
        var index = new Dictionary<Tensor, int>(ReferenceEqualityComparer.Instance);
        for (var i = 0; i < order.Count; i++)
            index[order[i]] = i;
        // Kernels over one space, by a whole value that each of them reads or stores.
        var reading = new Dictionary<Tensor, List<FusionGroup>>(ReferenceEqualityComparer.Instance);
        foreach (var node in order)
        {
            if (!groups.TryGetValue(node, out var group) || !ReferenceEquals(group.Root, node) || !MayMerge(group, outputs))
                continue;
            foreach (var value in Values(group))
            {
                if (!reading.TryGetValue(value, out var list))
                    reading[value] = list = [];
                list.Add(group);
            }
        }
        foreach (var value in order)
        {
            if (!reading.TryGetValue(value, out var list))
                continue;
            for (var i = 0; i < list.Count; i++)
            {
                for (var j = i + 1; j < list.Count; j++)
                {
                    if (Fit(list[i], list[j]) && !Between(list[i], list[j], current, index))
                    {
                        var merged = Merged(list[i], list[j], groups, index);
                        Replace(reading, list[i], list[j], merged);
                        j = i;
                    }
                }
            }
        }
        return current;
    }

    private static bool MayMerge(FusionGroup group, IReadOnlySet<Tensor> outputs) =>
        group.Root.Op is Reduce || (group.IsElementwise && group.Product is null && !group.Stored.Any(outputs.Contains));

    // What passes through memory: whole values read, and values stored.
    private static IEnumerable<Tensor> Values(FusionGroup group) => group.Members.Concat(group.Reductions).SelectMany(node => node.Inputs)
        .Where(input => input.Shape == group.Iteration && !Fuse.IsView(input) && ScalarValue.Of(input) is null
        && !group.Members.Contains(input))
        .Concat(group.Stored).Distinct();

    // Two elementwise kernels stay apart: what they share may pass at very different times.
    private static bool Fit(FusionGroup a, FusionGroup b)
    {
        if (ReferenceEquals(a, b) || a.Iteration != b.Iteration || a.Members.Length + b.Members.Length > Fuse.MostMembers)
            return false;
        var (first, second) = (a.Root.Op as Reduce, b.Root.Op as Reduce);
        if (first is not null && second is not null)
            return first.Axes.AsSpan().SequenceEqual(second.Axes.AsSpan());
        // An elementwise kernel first, and a reduction of what it stores.
        return first is null && second is not null && a.Stored.Any(stored => Values(b).Contains(stored));
    }

    // Whether one kernel needs what follows from the other by way of a third, or through a view.
    private static bool Between(FusionGroup a, FusionGroup b, FusionGroups groups, Dictionary<Tensor, int> index) =>
        Reaches(a, b, groups, index) || Reaches(b, a, groups, index);

    private static bool Reaches(FusionGroup from, FusionGroup to, FusionGroups groups, Dictionary<Tensor, int> index)
    {
        var first = First(from, index);
        var seen = new HashSet<FusionGroup> { to };
        var waiting = new Stack<FusionGroup>();
        foreach (var source in groups.Sources(to))
        {
            if (ReferenceEquals(source, from))
            {
                // Elements that the other stores are at hand; anything else of it has to be finished first.
                if (to.Members.Concat(to.Reductions).SelectMany(node => node.Inputs)
                    .Any(input => Fuse.IsView(input) && ReadsThroughView(input, from, groups)))
                {
                    return true;
                }
                if (from.Reductions.Any(reduction => Feeds(reduction, to)))
                    return true;
            }
            else if (seen.Add(source))
            {
                waiting.Push(source);
            }
        }
        while (waiting.TryPop(out var next))
        {
            foreach (var source in groups.Sources(next))
            {
                if (ReferenceEquals(source, from))
                    return true;
                if (Last(source, index) >= first && seen.Add(source))
                    waiting.Push(source);
            }
        }
        return false;
    }

    private static bool ReadsThroughView(Tensor view, FusionGroup from, FusionGroups groups)
    {
        return groups.TryGet(Fuse.Viewed(view), out var group) && ReferenceEquals(group, from);
    }

    private static bool Feeds(Tensor reduction, FusionGroup to) =>
        to.Members.Concat(to.Reductions).SelectMany(node => node.Inputs).Any(input => ReferenceEquals(input, reduction));

    private static int First(FusionGroup group, Dictionary<Tensor, int> index) => group.Members.Concat(group.Reductions).Append(group.Root)
        .Min(node => index[node]);

    private static int Last(FusionGroup group, Dictionary<Tensor, int> index) => group.Members.Concat(group.Reductions).Append(group.Root)
        .Max(node => index[node]);

    private static FusionGroup Merged(FusionGroup a, FusionGroup b, Dictionary<Tensor, FusionGroup> groups, Dictionary<Tensor, int> index)
    {
        var (kept, other) = a.Root.Op is Reduce ? (a, b) : (b, a);
        var members = kept.Members.Union(other.Members, ReferenceEqualityComparer.Instance).Cast<Tensor>()
            .OrderByDescending(node => index[node]);
        var merged = new FusionGroup(kept.Root, kept.Iteration)
        {
            Members = [.. members],
            Reductions = kept.Reductions.AddRange(other.Reductions),
            Stored = kept.Stored.AddRange(other.Stored),
            Product = kept.Product,
        };
        foreach (var node in merged.Members.Concat(merged.Reductions).Append(kept.Root).Append(other.Root))
        {
            if (groups.TryGetValue(node, out var held) && (ReferenceEquals(held, kept) || ReferenceEquals(held, other)))
            {
                groups[node] = merged;
            }
        }
        return merged;
    }

    private static void Replace(Dictionary<Tensor, List<FusionGroup>> reading, FusionGroup a, FusionGroup b, FusionGroup merged)
    {
        foreach (var list in reading.Values)
        {
            var first = list.FindIndex(group => ReferenceEquals(group, a) || ReferenceEquals(group, b));
            if (first < 0)
                continue;
            list[first] = merged;
            for (var i = list.Count - 1; i > first; i--)
            {
                if (ReferenceEquals(list[i], a) || ReferenceEquals(list[i], b))
                    list.RemoveAt(i);
            }
        }
    }
}
