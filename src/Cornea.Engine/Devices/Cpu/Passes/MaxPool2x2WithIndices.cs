using Cornea.Compilation.Fusion;
using Cornea.Compilation.Kernels;
using Cornea.Devices.Cpu.Pooling;
using Cornea.Graph;
using Cornea.Graph.Ops;

namespace Cornea.Devices.Cpu.Passes;

/// <summary>
/// Maximum poolings of two by two elements that keep which one was the largest, so that their gradient need not read what was pooled;
/// and the elementwise groups before them, computed on the way where nothing else needs what they store.
/// </summary>
internal static class MaxPool2x2WithIndices
{
    private const int FewChannels = 8;

    /// <summary>Gives such poolings and their gradients kernels of their own, and computes elementwise groups on the way.</summary>
    /// <param name="order">The graph's nodes, inputs first.</param>
    /// <param name="groups">The group of each node that a kernel computes.</param>
    /// <param name="outputs">Nodes whose values have memory of their own.</param>
    public static FusionGroups Run(IReadOnlyList<Tensor> order, FusionGroups groups, IReadOnlySet<Tensor> outputs)
    {
        var pools = new Dictionary<Tensor, Tensor>(ReferenceEqualityComparer.Instance); // by what they pool
        foreach (var node in order)
        {
            if (node.Op is Pool { Kind: PoolKind.Maximum } pool && node.Known is null && ScalarValue.Of(node.Inputs[0]) is null
                && MaxPool2x2Spec.Fits(WindowShape.Of(pool.Window, node.Inputs[0].Shape), node.DType))
            {
                pools[node.Inputs[0]] = node;
            }
        }
        if (pools.Count == 0)
        {
            return groups;
        }
        var changed = groups.ToDictionary();
        var indexed = new HashSet<Tensor>(ReferenceEqualityComparer.Instance); // poolings whose indices a gradient reads
        var others = new HashSet<Tensor>(ReferenceEqualityComparer.Instance); // pooled values that something else reads too
        foreach (var node in order)
        {
            foreach (var (i, input) in node.Inputs.Index())
            {
                if (!pools.TryGetValue(input, out var pool) || ReferenceEquals(pool, node))
                {
                    continue;
                }
                if (i == 0 && node.Op is PoolGradient gradient && gradient.Window.Equals(((Pool)pool.Op).Window))
                {
                    indexed.Add(pool);
                    changed[node] = groups[node].With(new MaxPool2x2GradientKernelOf(pool));
                    TakeThroughPooling(node, pool, order, changed, outputs);
                }
                else
                {
                    others.Add(input);
                }
            }
        }
        foreach (var (pooled, pool) in pools)
        {
            var isIndexed = indexed.Contains(pool);
            KeepShort(pooled, changed);
            if (others.Contains(pooled) || outputs.Contains(pooled) || !changed.TryGetValue(pooled, out var before)
                || !ReferenceEquals(before.Root, pooled)
                || !before.IsElementwise || before.Product is not null || before.Stored.Length != 1)
            {
                if (isIndexed)
                {
                    changed[pool] = groups[pool].With(new MaxPool2x2KernelOf(isIndexed));
                }
                continue;
            }
            var group = changed[pool] = groups[pool].With(new MaxPool2x2KernelOf(isIndexed), before.Members);
            foreach (var member in before.Members)
            {
                if (changed.TryGetValue(member, out var held) && ReferenceEquals(held, before))
                {
                    changed[member] = group;
                }
            }
        }
        return new FusionGroups(changed);
    }

    // What a kernel rounds to 16 bits and widens again for the pooling is stored in 16 bits, and widened by the pooling.
    private static void KeepShort(Tensor pooled, Dictionary<Tensor, FusionGroup> groups)
    {
        if (pooled.Op is not Cast || !pooled.Inputs[0].DType.IsShortFloat() || !groups.TryGetValue(pooled, out var all)
            || !ReferenceEquals(all.Root, pooled) || all.Product is null || all.Stored.Length != 1
            || !all.Members.Contains(pooled.Inputs[0]))
        {
            return;
        }
        var rounded = new FusionGroup(pooled.Inputs[0], all.Iteration)
        {
            Members = all.Members.Remove(pooled),
            Stored = [pooled.Inputs[0]],
            Product = all.Product,
        };
        foreach (var node in all.Members.Append(all.Product))
        {
            if (groups.TryGetValue(node, out var held) && ReferenceEquals(held, all))
                groups[node] = rounded;
        }
        groups[pooled] = new FusionGroup(pooled, all.Iteration) { Members = [pooled], Stored = [pooled] };
    }

    // Where nothing but the gradient of a first layer's kernel reads a pooling's gradient, that makes it chunk by chunk and nothing is
    // stored. (With more channels the gradient of the layer's input reads it too.)
    private static void TakeThroughPooling(
        Tensor node, Tensor pool, IReadOnlyList<Tensor> order, Dictionary<Tensor, FusionGroup> groups, IReadOnlySet<Tensor> outputs)
    {
        if (outputs.Contains(node) || !ReferenceEquals(groups[node].Root, node))
        {
            return;
        }
        Tensor[] users = [.. order.Where(user => user.Inputs.Contains(node))];
        if (users is not [{ Op: ConvolutionKernelGradient { Groups: 1 } gradient } user] || !ReferenceEquals(user.Inputs[1], node)
            || ReferenceEquals(user.Inputs[0], node) || user.Inputs[0].Shape[^1] > FewChannels || gradient.Window.Taps == 1)
        {
            return;
        }
        groups[user] = groups[node] = groups[user].With(new PooledKernelGradientKernelOf(node, pool));
    }
}
