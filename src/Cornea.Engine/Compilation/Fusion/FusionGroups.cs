using System.Diagnostics.CodeAnalysis;

namespace Cornea.Compilation.Fusion;

/// <summary>
/// The fusion group of each node that a kernel computes. Leaves, views and scalars have none; neither has an elementwise node
/// that several groups compute again.
/// </summary>
internal sealed class FusionGroups(Dictionary<Tensor, FusionGroup> groups)
{
    /// <summary>All nodes that have a group.</summary>
    public IReadOnlyCollection<Tensor> Nodes => groups.Keys;

    /// <summary>The group of a node that has one.</summary>
    public FusionGroup this[Tensor node] => groups[node];

    public bool Contains(Tensor node) => groups.ContainsKey(node);

    public bool TryGet(Tensor node, [MaybeNullWhen(false)] out FusionGroup group) => groups.TryGetValue(node, out group);

    /// <summary>The groups whose results a group reads.</summary>
    /// <param name="group">A group.</param>
    public IEnumerable<FusionGroup> Sources(FusionGroup group)
    {
        var found = new HashSet<FusionGroup>();
        IEnumerable<Tensor> nodes = [group.Root, .. group.Reductions, .. group.Members];
        if (group.Product is not null)
        {
            nodes = nodes.Append(group.Product);
        }
        foreach (var input in nodes.SelectMany(node => node.Inputs).Concat(group.Device?.Sources ?? []))
        {
            var source = Fuse.Viewed(input);
            if (!group.Members.Contains(source) && groups.TryGetValue(source, out var other) && !ReferenceEquals(other, group)
                && found.Add(other))
            {
                yield return other;
            }
        }
    }

    /// <summary>A copy to change.</summary>
    public Dictionary<Tensor, FusionGroup> ToDictionary() => new(groups, ReferenceEqualityComparer.Instance);
}
