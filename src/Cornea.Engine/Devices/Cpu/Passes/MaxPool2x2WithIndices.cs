using Cornea.Compilation.Fusion;
using Cornea.Compilation.Passes;
using Cornea.Compilation.Scheduling;
using Cornea.Graph.Ops;

namespace Cornea.Devices.Cpu.Passes;

/// <summary>
/// Poolings of two by two neighbours that keep which one was the largest, so that their gradient need not read what was pooled;
/// and the elementwise kernels before them, done on the way where nobody else needs what they store.
/// </summary>
internal static class MaxPool2x2WithIndices
{
    private const int FewChannels = 8;

    /// <summary>Marks such poolings and their gradients, and merges elementwise kernels into them.</summary>
    /// <param name="order">The graph's nodes, inputs first.</param>
    /// <param name="groups">The kernel of each node; changed.</param>
    /// <param name="outputs">Nodes whose values have a home of their own.</param>
    public static void Merge(IReadOnlyList<Tensor> order, Dictionary<Tensor, FusionGroup> groups, IReadOnlySet<Tensor> outputs)
    {
        var pools = new Dictionary<Tensor, Tensor>(ReferenceEqualityComparer.Instance); // by what they pool
        foreach (var node in order)
        {
            if (node.Op is Pool { Kind: PoolKind.Maximum } pool && node.Known is null && Simplify.ScalarOf(node.Inputs[0]) is null
                && MaxPool2x2Spec.Fits(WindowShape.Of(pool.Window, node.Inputs[0].Shape), node.DType))
                pools[node.Inputs[0]] = node;
        }
        if (pools.Count == 0)
            return;
        var others = new HashSet<Tensor>(ReferenceEqualityComparer.Instance); // pooled values that something else reads too
        foreach (var node in order)
        {
            foreach (var (i, input) in node.Inputs.Index())
            {
                if (!pools.TryGetValue(input, out var pool) || ReferenceEquals(pool, node))
                    continue;
                if (i == 0 && node.Op is PoolGradient gradient && gradient.Window.Equals(((Pool)pool.Op).Window))
                {
                    (groups[node].ChosenBy, groups[pool].Chooses) = (pool, true);
                    TakeThroughPooling(node, order, groups, outputs);
                }
                else
                    others.Add(input);
            }
        }
        foreach (var (pooled, pool) in pools)
        {
            if (others.Contains(pooled) || outputs.Contains(pooled) || !groups.TryGetValue(pooled, out var before) || !ReferenceEquals(before.Root, pooled)
                || !before.IsElementwise || before.Product is not null || before.Stored.Count != 1)
                continue;
            var group = groups[pool];
            group.Members.AddRange(before.Members);
            foreach (var member in before.Members)
            {
                if (groups.TryGetValue(member, out var held) && ReferenceEquals(held, before))
                    groups[member] = group;
            }
        }
    }

    // Where nothing but the gradient of a first layer's kernel reads a pooling's gradient, that makes it piece by piece and nothing is
    // stored. (With more channels the gradient of the layer's input reads it too.)
    private static void TakeThroughPooling(Tensor node, IReadOnlyList<Tensor> order, Dictionary<Tensor, FusionGroup> groups, IReadOnlySet<Tensor> outputs)
    {
        if (outputs.Contains(node) || !ReferenceEquals(groups[node].Root, node))
            return;
        Tensor[] users = [.. order.Where(user => user.Inputs.Contains(node))];
        if (users is not [{ Op: ConvolutionKernelGradient { Groups: 1 } gradient } user] || !ReferenceEquals(user.Inputs[1], node)
            || ReferenceEquals(user.Inputs[0], node) || user.Inputs[0].Shape[^1] > FewChannels || gradient.Window.Taps == 1)
            return;
        (groups[user].Pooling, groups[user].ChosenBy) = (node, groups[node].ChosenBy);
        groups[node] = groups[user];
    }
}
