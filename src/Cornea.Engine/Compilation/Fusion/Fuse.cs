using Cornea.Graph;
using Cornea.Graph.Ops;

namespace Cornea.Compilation.Fusion;

/// <summary>
/// Which nodes share a kernel. An elementwise node joins the kernel of its users when there is only one such kernel and it
/// walks over the same shape, so its values never reach memory; a matrix product or convolution that only one elementwise kernel uses takes
/// that kernel as its epilogue. A node joins only kernels that already contain all its users, so no cycle can arise. Steps that
/// cost less than a trip to memory (comparisons, signs) are done again in each kernel that needs them. What int8 is made of and others
/// read as it is, is stored by the kernel that makes the int8.
/// </summary>
internal static class Fuse
{
    /// <summary>More instructions than this in one kernel spill registers and gain nothing.</summary>
    public const int MostMembers = 48;

    // Exponentials and the like in one kernel, and the elements up to which this counts: about what the nearest caches hold.
    private const int MostFunctions = 2;
    private const int LeastCrowded = 2048; // elements: a kernel of fewer is mostly its call
    private const int MostCrowded = 32 * 1024;

    public static FusionGroups Run(IReadOnlyList<Tensor> order, IReadOnlySet<Tensor> outputs, bool fuse)
    {
        var users = new Dictionary<Tensor, List<Tensor>>(ReferenceEqualityComparer.Instance);
        foreach (var node in order)
        {
            foreach (var input in node.Inputs)
            {
                if (!users.TryGetValue(input, out var list))
                    users[input] = list = [];
                list.Add(node);
            }
        }

        var groups = new Dictionary<Tensor, Builder>(ReferenceEqualityComparer.Instance);
        var repeated = new Dictionary<Tensor, HashSet<Builder>>(ReferenceEqualityComparer.Instance);
        for (var i = order.Count - 1; i >= 0; i--)
        {
            var node = order[i];
            if (IsLeaf(node) || IsView(node) || ScalarValue.Of(node) is not null)
                continue;
            var shared = fuse && users.TryGetValue(node, out var using_) ? OnlyGroup(using_, groups, repeated) : null;
            if (shared is not null && CanJoin(node, shared, outputs.Contains(node)))
            {
                groups[node] = shared;
                if (node.Op is MatMul or Convolution)
                {
                    shared.Product = node;
                    continue;
                }
                shared.Members.Add(node);
                if (outputs.Contains(node))
                    shared.Stored.Add(node);
                continue;
            }
            if (fuse && IsElementwise(node) && users.TryGetValue(node, out var readers)
                && Narrowing(node, readers, groups) is { } narrowing)
            {
                groups[node] = narrowing;
                narrowing.Members.Add(node);
                narrowing.Stored.Add(node);
                continue;
            }
            if (fuse && IsCheap(node) && !outputs.Contains(node) && Copies(users[node], groups, repeated, node.Shape) is { } several)
            {
                foreach (var group in several)
                    group.Members.Add(node);
                repeated[node] = several;
                continue;
            }
            var own = new Builder(node, node.Op is Reduce ? node.Inputs[0].Shape : node.Shape);
            groups[node] = own;
            if (IsElementwise(node))
            {
                own.Members.Add(node);
                own.Stored.Add(node);
            }
        }
        var built = new Dictionary<Builder, FusionGroup>();
        var result = new Dictionary<Tensor, FusionGroup>(groups.Count, ReferenceEqualityComparer.Instance);
        foreach (var (node, group) in groups)
        {
            if (!built.TryGetValue(group, out var done))
            {
                built[group] = done = group.Build();
            }
            result[node] = done;
        }
        return new FusionGroups(result);
    }

    public static bool IsElementwise(Tensor node) => node.Op is Unary or Binary or Select or Cast;

    public static bool IsView(Tensor node) => node.Op is Reshape or Transpose or Broadcast or Slicing;

    public static bool IsLeaf(Tensor node) => node.Known is not null || node.Op is Input or VariableRead;

    /// <summary>What a node reads through views.</summary>
    public static Tensor Viewed(Tensor node)
    {
        while (IsView(node) && node.Known is null)
        {
            node = node.Inputs[0];
        }
        return node;
    }

    private static bool CanJoin(Tensor node, Builder group, bool stored) => node.Shape == group.Iteration && (
        IsElementwise(node) ? group.Members.Count < MostMembers && (!stored || group.IsElementwise) && !IsCrowded(node, group)
        : node.Op is MatMul or Convolution && !stored && group.Product is null && group.IsElementwise
            && (node.DType == DType.Float32 || node.Inputs[0].DType == DType.Int8));

    // The constants and steps of several functions do not fit into registers; what is small is stored and read again for less.
    private static bool IsCrowded(Tensor node, Builder group) => IsFunction(node) && node.Size is > LeastCrowded and <= MostCrowded
        && group.Members.Count(IsFunction) >= MostFunctions;

    private static bool IsFunction(Tensor node) => node is { Op: Unary { IsFunction: true }, DType: DType.Float32 };

    // A sum or product with something small, such as x - mean, reads as much again as reading its stored result would.
    private static bool IsCheap(Tensor node) => node.Op is Binary { Compares: true } or Binary { Kind: BinaryKind.And or BinaryKind.Or }
        or Unary { Kind: UnaryKind.Not or UnaryKind.Negate or UnaryKind.Abs } || (node.Op is Cast && !IsRounded(node))
        || (node.Op is Binary { Kind: BinaryKind.Add or BinaryKind.Subtract or BinaryKind.Multiply }
            && node.Inputs.Any(input => input.Op is Broadcast));

    // Stored in 16 bits it takes half the room of what it is made of, and half the time to read.
    private static bool IsRounded(Tensor node) => node.DType.IsShortFloat() && node.Inputs[0].DType.Size() > node.DType.Size();

    // The kernel that makes int8 of a node and of nothing else that has to be computed, while others read the node as it is: it can make
    // both, and cannot have to wait for any of the others.
    private static Builder? Narrowing(Tensor node, List<Tensor> users, Dictionary<Tensor, Builder> groups)
    {
        foreach (var user in users)
        {
            if (groups.TryGetValue(user, out var group) && group is { Root.DType: DType.Int8, Product: null }
                && group.Root.Op is Cast && group.Iteration == node.Shape && group.Members.Count < MostMembers
                && group.Members.SelectMany(member => member.Inputs).All(input => ReferenceEquals(input, node)
                    || group.Members.Contains(input) || ScalarValue.Of(input) is not null || IsLeaf(Viewed(input))))
            {
                return group;
            }
        }
        return null;
    }

    // The kernels of all users, when each of them can do a node's step itself.
    private static HashSet<Builder>? Copies(
        List<Tensor> users, Dictionary<Tensor, Builder> groups, Dictionary<Tensor, HashSet<Builder>> repeated, Shape shape)
    {
        var found = new HashSet<Builder>();
        foreach (var user in users)
        {
            if (!IsElementwise(user) && user.Op is not Reduce)
                return null;
            if (repeated.TryGetValue(user, out var several))
                found.UnionWith(several);
            else if (groups.TryGetValue(user, out var group))
                found.Add(group);
            else
                return null;
        }
        return found.All(group => group.Iteration == shape && group.Members.Count < MostMembers) ? found : null;
    }

    // Uses through a view (a broadcast, a transpose) read memory, so they stop fusion.
    private static Builder? OnlyGroup(List<Tensor> users, Dictionary<Tensor, Builder> groups, Dictionary<Tensor, HashSet<Builder>> repeated)
    {
        Builder? only = null;
        foreach (var user in users)
        {
            if ((!IsElementwise(user) && user.Op is not Reduce) || repeated.ContainsKey(user))
                return null;
            var group = groups[user];
            if (only is not null && !ReferenceEquals(only, group))
                return null;
            only = group;
        }
        return only;
    }

    // A group while nodes still join it.
    private sealed class Builder(Tensor root, Shape iteration)
    {
        public Tensor Root { get; } = root;

        public Shape Iteration { get; } = iteration;

        public List<Tensor> Members { get; } = [];

        public List<Tensor> Stored { get; } = [];

        public Tensor? Product { get; set; }

        public bool IsElementwise { get; } = Fuse.IsElementwise(root);

        public FusionGroup Build() => new(Root, Iteration) { Members = [.. Members], Stored = [.. Stored], Product = Product };
    }
}
