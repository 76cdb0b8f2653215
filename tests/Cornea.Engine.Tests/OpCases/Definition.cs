using Cornea.Graph.Evaluation;

namespace Cornea.Tests.OpCases;

/// <summary>What a graph's ops mean: plain loops over the graph as it was written, in double, rounded only at the end.</summary>
internal static class Definition
{
    /// <summary>The values of outputs, given those of inputs.</summary>
    public static Tensor[] Of(IReadOnlyList<Tensor> inputs, IReadOnlyList<Tensor> outputs, params IReadOnlyList<Tensor> values)
    {
        var given = new Dictionary<Tensor, double[]>(ReferenceEqualityComparer.Instance);
        for (var i = 0; i < inputs.Count; i++)
        {
            given[inputs[i]] = ReferenceEvaluator.Read(values[i].Evaluate());
        }
        var computed = ReferenceEvaluator.Evaluate(outputs, given);
        return [.. outputs.Select((output, i) => Rounded(output.Type, computed[i]))];
    }

    private static Tensor Rounded(TensorType type, double[] values)
    {
        var memory = new HostMemory(type);
        for (var i = 0; i < values.Length; i++)
        {
            memory.Set(i, values[i]);
        }
        return new Tensor(memory);
    }
}
