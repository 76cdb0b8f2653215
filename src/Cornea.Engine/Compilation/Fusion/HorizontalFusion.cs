using Cornea.Graph;
using Cornea.Graph.Ops;

namespace Cornea.Compilation.Fusion;

/// <summary>
/// Kernels that read the same large values made one: reductions along the same axes of the same space that have an operand in
/// common, and a reduction of what an elementwise kernel stores. Each value passes from memory once for all of them.
/// </summary>
internal sealed class HorizontalFusion
{
    private readonly Dictionary<Tensor, FusionGroup> _groups;
    private readonly FusionGroups _current;
    private readonly Dictionary<Tensor, int> _index = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<FusionGroup, FusionGroup[]> _sources = [];
    private readonly Dictionary<FusionGroup, FusionGroup> _mergedInto = [];
    private readonly Dictionary<FusionGroup, (int First, int Last)> _places = [];

    private HorizontalFusion(IReadOnlyList<Tensor> order, FusionGroups fused)
    {
        _groups = fused.ToDictionary();
        _current = new FusionGroups(_groups);
        for (var i = 0; i < order.Count; i++)
            _index[order[i]] = i;
    }

    /// <summary>Merges groups that read the same values.</summary>
    /// <param name="order">The graph's nodes, inputs first.</param>
    /// <param name="fused">The group of each node.</param>
    /// <param name="outputs">Nodes whose values have a home of their own.</param>
    public static FusionGroups Run(IReadOnlyList<Tensor> order, FusionGroups fused, IReadOnlySet<Tensor> outputs)
    {
        var fusion = new HorizontalFusion(order, fused);
        fusion.Merge(order, outputs);
        return fusion._current;
    }

    private void Merge(IReadOnlyList<Tensor> order, IReadOnlySet<Tensor> outputs)
    {
        // Kernels over one space, by a whole value that each of them reads or stores.
        var reading = new Dictionary<Tensor, List<FusionGroup>>(ReferenceEqualityComparer.Instance);
        foreach (var node in order)
        {
            if (!_groups.TryGetValue(node, out var group) || !ReferenceEquals(group.Root, node) || !MayMerge(group, outputs))
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
                    if (Fit(list[i], list[j]) && !Between(list[i], list[j]))
                    {
                        var merged = Merged(list[i], list[j]);
                        Replace(reading, list[i], list[j], merged);
                        j = i;
                    }
                }
            }
        }
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
    private bool Between(FusionGroup a, FusionGroup b) => Reaches(a, b) || Reaches(b, a);

    private bool Reaches(FusionGroup from, FusionGroup to)
    {
        var first = PlacesOf(from).First;
        var seen = new HashSet<FusionGroup> { to };
        var waiting = new Stack<FusionGroup>();
        foreach (var known in SourcesOf(to))
        {
            var source = Current(known);
            if (ReferenceEquals(source, from))
            {
                // Elements that the other stores are at hand; anything else of it has to be finished first.
                if (to.Members.Concat(to.Reductions).SelectMany(node => node.Inputs)
                    .Any(input => Fuse.IsView(input) && ReadsThroughView(input, from)))
                {
                    return true;
                }
                if (from.Reductions.Any(reduction => Feeds(reduction, to)))
                    return true;
            }
            else if (PlacesOf(source).Last >= first && seen.Add(source))
            {
                waiting.Push(source);
            }
        }
        while (waiting.TryPop(out var next))
        {
            foreach (var known in SourcesOf(next))
            {
                var source = Current(known);
                if (ReferenceEquals(source, from))
                    return true;
                if (PlacesOf(source).Last >= first && seen.Add(source))
                    waiting.Push(source);
            }
        }
        return false;
    }

    // Kept, since each pair of kernels asks: sources that were merged later are found by what they became.
    private FusionGroup[] SourcesOf(FusionGroup group)
    {
        if (!_sources.TryGetValue(group, out var sources))
            _sources[group] = sources = [.. _current.Sources(group)];
        return sources;
    }

    private FusionGroup Current(FusionGroup group)
    {
        while (_mergedInto.TryGetValue(group, out var merged))
            group = merged;
        return group;
    }

    private (int First, int Last) PlacesOf(FusionGroup group)
    {
        if (!_places.TryGetValue(group, out var places))
        {
            var root = _index[group.Root];
            places = (root, root);
            foreach (var node in group.Members.AddRange(group.Reductions))
                places = (Math.Min(places.First, _index[node]), Math.Max(places.Last, _index[node]));
            _places[group] = places;
        }
        return places;
    }

    private bool ReadsThroughView(Tensor view, FusionGroup from) =>
        _current.TryGet(Fuse.Viewed(view), out var group) && ReferenceEquals(group, from);

    private static bool Feeds(Tensor reduction, FusionGroup to) =>
        to.Members.Concat(to.Reductions).SelectMany(node => node.Inputs).Any(input => ReferenceEquals(input, reduction));

    private FusionGroup Merged(FusionGroup a, FusionGroup b)
    {
        var (kept, other) = a.Root.Op is Reduce ? (a, b) : (b, a);
        var members = kept.Members.Union(other.Members, ReferenceEqualityComparer.Instance).Cast<Tensor>()
            .OrderByDescending(node => _index[node]);
        var merged = new FusionGroup(kept.Root, kept.Iteration)
        {
            Members = [.. members],
            Reductions = kept.Reductions.AddRange(other.Reductions),
            Stored = kept.Stored.AddRange(other.Stored),
            Product = kept.Product,
        };
        foreach (var node in merged.Members.Concat(merged.Reductions).Append(kept.Root).Append(other.Root))
        {
            if (_groups.TryGetValue(node, out var held) && (ReferenceEquals(held, kept) || ReferenceEquals(held, other)))
            {
                _groups[node] = merged;
            }
        }
        (_mergedInto[kept], _mergedInto[other]) = (merged, merged);
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
