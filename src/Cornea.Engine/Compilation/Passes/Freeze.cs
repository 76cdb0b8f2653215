using Cornea.Compilation.Fusion;
using Cornea.Graph;
using Cornea.Graph.Ops;

namespace Cornea.Compilation.Passes;

/// <summary>
/// Variables become constants with copies of what they hold now, and elementwise steps and sums that depend on nothing else
/// become constants too. So a normalization by moving averages moves into the kernel before it (<see cref="ScaledKernel"/>), and kernels
/// may keep weights packed. Tables of which rows are looked up are kept in the type that weights are to be rounded to.
/// </summary>
internal static class Freeze
{
    /// <summary>Freezes a graph.</summary>
    /// <param name="outputs">The graph's results.</param>
    /// <param name="weightType">What weights are rounded to: float32 or bfloat16.</param>
    public static Tensor[] Run(IReadOnlyList<Tensor> outputs, DType weightType)
    {
        var tables = new Dictionary<Tensor, Tensor>(ReferenceEqualityComparer.Instance); // rounded
        var frozen = new Dictionary<Tensor, Tensor>(ReferenceEqualityComparer.Instance);
        var known = new HashSet<Tensor>(ReferenceEqualityComparer.Instance); // follow from variables and constants
        var order = GraphOrder.Of(outputs, stopAtKnown: true);
        var users = new Dictionary<Tensor, int>(ReferenceEqualityComparer.Instance);
        foreach (var used in order.SelectMany(node => node.Inputs).Concat(outputs))
            users[used] = users.GetValueOrDefault(used) + 1;
        var shared = new HashSet<Tensor>(ReferenceEqualityComparer.Instance);
        var scaled = new ScaledKernel(known, shared);
        foreach (var node in order)
        {
            if (node.Op is VariableRead read && node.Known is null)
            {
                known.Add(frozen[node] = read.Variable.ToTensor());
                continue;
            }
            if (node.Known is not null || node.Inputs.IsEmpty)
            {
                frozen[node] = node;
                continue;
            }
            Tensor[] inputs = [.. node.Inputs.Select(input => frozen[input])];
            var result = Narrowed(node, inputs, weightType, tables)
                ?? Pooled(node, inputs, users) ?? scaled.Of(node.Op, inputs) ?? new Tensor(node.Op, [.. inputs]);
            if (users[node] > 1)
                shared.Add(result);
            if (inputs.Any(known.Contains)
                && inputs.All(input => known.Contains(input) || input.Known is not null || ScalarValue.Of(input) is not null))
            {
                if (Fuse.IsElementwise(node) || node.Op is Reduce)
                {
                    result.Evaluate();
                    known.Add(result);
                }
                else if (Fuse.IsView(node))
                {
                    known.Add(result); // where it is used, it is a view
                }
            }
            frozen[node] = result;
        }
        return [.. outputs.Select(output => frozen[output])];
    }

    // Rows of a table are widened once they have been looked up.
    private static Tensor? Narrowed(Tensor node, Tensor[] inputs, DType weightType, Dictionary<Tensor, Tensor> tables)
    {
        if (node is not { Op: Gather { Axis: 0 }, DType: DType.Float32 } || weightType == DType.Float32 || inputs[0].Known is null
            || node.Inputs[0].Op is not VariableRead || inputs[0].Rank < 2)
        {
            return null;
        }
        if (!tables.TryGetValue(inputs[0], out var table))
            tables[inputs[0]] = table = inputs[0].Cast(weightType).Compute();
        return new Tensor(new Cast(DType.Float32), [new Tensor(node.Op, [table, inputs[1]])]);
    }

    // The larger of a number and the largest element is the largest of the larger ones: asked before the pooling, it is part of the
    // kernel before, which has the elements at hand.
    private static Tensor? Pooled(Tensor node, Tensor[] inputs, Dictionary<Tensor, int> users)
    {
        if (node.Op is not Binary { Kind: BinaryKind.Maximum } || inputs is not [{ Op: Pool { Kind: PoolKind.Maximum } } pool, var bound]
            || users[node.Inputs[0]] != 1 || ScalarValue.Of(bound) is not { } number)
        {
            return null;
        }
        var below = pool.Inputs[0];
        return new Tensor(pool.Op, [new Tensor(node.Op, [below, new Tensor(new Broadcast(below.Shape), [number])])]);
    }
}
