using System.Collections.Immutable;

namespace Cornea.Graph;

/// <summary>A graph with other tensors in the positions of some of its nodes; what depends on none of them stays as it is.</summary>
internal static class GraphCopy
{
    public static Tensor[] Of(IReadOnlyList<Tensor> outputs, IReadOnlyDictionary<Tensor, Tensor> replacements)
    {
        var copies = new Dictionary<Tensor, Tensor>(replacements, ReferenceEqualityComparer.Instance);
        foreach (var node in GraphOrder.Of(outputs, stopAtKnown: true, stopAt: replacements.ContainsKey))
        {
            if (!copies.ContainsKey(node))
                copies[node] = node.Known is not null ? node : With(node, [.. node.Inputs.Select(input => copies[input])]);
        }
        return [.. outputs.Select(output => copies[output])];
    }

    /// <summary>The node for other inputs; the node itself where they are its own.</summary>
    public static Tensor With(Tensor node, ImmutableArray<Tensor> inputs)
    {
        for (var i = 0; i < inputs.Length; i++)
        {
            if (!ReferenceEquals(inputs[i], node.Inputs[i]))
                return new Tensor(node.Op, inputs);
        }
        return node;
    }
}
