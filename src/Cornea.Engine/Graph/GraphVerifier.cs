
namespace Cornea.Graph;

/// <summary>Checks that a graph is well formed: each node's type is what its op infers, and inputs come before users.</summary>
internal static class GraphVerifier
{
    public static void Verify(IEnumerable<Tensor> outputs, string after)
    {
        foreach (var node in GraphOrder.Of(outputs))
        {
            var inferred = node.Op.Infer(node.Inputs.Select(input => input.Type).ToArray());
            if (inferred != node.Type)
                throw new InvalidOperationException($"After {after}, node {node.Op.Name} has type {node.Type} but its op infers {inferred}.");
        }
    }
}
