using Cornea.Compilation.Fusion;
using Cornea.Graph;
using Cornea.Graph.Ops;

namespace Cornea.Compilation;

/// <summary>Checks that fusion groups compute every node of a graph that has to be computed, and can be put in an order.</summary>
internal static class GroupVerifier
{
    public static void Check(FusionGroups groups, IReadOnlyList<Tensor> order, IReadOnlySet<Tensor> outputs, string pass)
    {
        var all = groups.Nodes.Select(node => groups[node]).ToHashSet();
        var members = new Dictionary<Tensor, List<FusionGroup>>(ReferenceEqualityComparer.Instance);
        foreach (var group in all)
        {
            foreach (var member in group.Members)
            {
                if (!members.TryGetValue(member, out var list))
                {
                    members[member] = list = [];
                }
                list.Add(group);
                CheckMember(group, member, pass);
            }
            if (group.Stored.FirstOrDefault(stored => !group.Members.Contains(stored)) is { } foreign)
            {
                throw Verifier.Fault(pass,
                    $"the group of {group.Root.Op.Name} stores {foreign.Op.Name} {foreign.Type}, which it does not compute.");
            }
        }
        foreach (var node in order)
        {
            if (Fuse.IsLeaf(node) || Fuse.IsView(node) || ScalarValue.Of(node) is not null)
            {
                continue;
            }
            if (!groups.Contains(node) && !members.ContainsKey(node))
            {
                throw Verifier.Fault(pass, $"no kernel computes {node.Op.Name} {node.Type}.");
            }
        }
        CheckStored(groups, members, order, outputs, pass);
        CheckOrder(groups, all, pass);
    }

    private static void CheckMember(FusionGroup group, Tensor member, string pass)
    {
        if (!Fuse.IsElementwise(member))
        {
            throw Verifier.Fault(pass, $"the group of {group.Root.Op.Name} has the member {member.Op.Name}, which is not elementwise.");
        }
        // A device's kernel may compute elementwise nodes of another shape on the way.
        if (member.Shape != group.Iteration && group.Device is null)
        {
            throw Verifier.Fault(pass,
                $"the group of {group.Root.Op.Name} over {group.Iteration} has the member {member.Op.Name} of shape {member.Shape}.");
        }
    }

    // What a node reads has to be in memory, unless the same group computes it as an elementwise member or as its product.
    private static void CheckStored(
        FusionGroups groups, Dictionary<Tensor, List<FusionGroup>> members, IReadOnlyList<Tensor> order, IReadOnlySet<Tensor> outputs,
        string pass)
    {
        var needed = new HashSet<Tensor>(outputs.Select(Fuse.Viewed), ReferenceEqualityComparer.Instance);
        foreach (var node in order)
        {
            IEnumerable<FusionGroup> readers = members.TryGetValue(node, out var several) ? several
                : groups.TryGet(node, out var own) ? [own] : [];
            foreach (var group in readers)
            {
                foreach (var input in node.Inputs)
                {
                    var source = Fuse.Viewed(input);
                    var isAtHand = ReferenceEquals(source, input)
                        && (group.Members.Contains(source) || ReferenceEquals(group.Product, source));
                    if (!isAtHand && group.Device is null && node.Op is not RecurrenceResult)
                    {
                        needed.Add(source);
                    }
                }
            }
        }
        foreach (var node in needed)
        {
            if (!Fuse.IsElementwise(node) || Fuse.IsLeaf(node) || ScalarValue.Of(node) is not null)
            {
                continue;
            }
            if (!groups.TryGet(node, out var group) || !group.Stored.Contains(node))
            {
                throw Verifier.Fault(pass, $"{node.Op.Name} {node.Type} is read from memory, but no kernel stores it.");
            }
        }
    }

    private static void CheckOrder(FusionGroups groups, HashSet<FusionGroup> all, string pass)
    {
        var finished = new HashSet<FusionGroup>();
        var open = new HashSet<FusionGroup>();
        var waiting = new Stack<(FusionGroup Group, IEnumerator<FusionGroup> Sources)>();
        foreach (var start in all)
        {
            if (finished.Contains(start))
            {
                continue;
            }
            open.Add(start);
            waiting.Push((start, groups.Sources(start).GetEnumerator()));
            while (waiting.TryPeek(out var top))
            {
                if (!top.Sources.MoveNext())
                {
                    waiting.Pop();
                    open.Remove(top.Group);
                    finished.Add(top.Group);
                    continue;
                }
                var source = top.Sources.Current;
                if (open.Contains(source))
                {
                    throw Verifier.Fault(pass, $"the groups of {top.Group.Root.Op.Name} and {source.Root.Op.Name} wait for each other.");
                }
                if (!finished.Contains(source))
                {
                    open.Add(source);
                    waiting.Push((source, groups.Sources(source).GetEnumerator()));
                }
            }
        }
    }
}
