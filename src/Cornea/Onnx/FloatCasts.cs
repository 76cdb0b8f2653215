using Cornea.Formats.Onnx;

namespace Cornea.Onnx;

/// <summary>
/// Leaves out conversions to float32 of what is float32 already, as exporters write them between any two operators: what stands on both
/// sides of one belongs together.
/// </summary>
internal static class FloatCasts
{
    // Operators whose output has the type of their first input.
    private static readonly HashSet<string> Keeping = new(StringComparer.Ordinal)
    {
        "Abs", "Add", "AveragePool", "BatchNormalization", "Clip", "Concat", "Conv", "ConvTranspose", "Div", "Elu", "Erf", "Exp", "Expand",
        "Flatten", "Gather", "Gelu", "Gemm", "GlobalAveragePool", "GlobalMaxPool", "GRU", "HardSigmoid", "HardSwish", "Identity",
        "LayerNormalization", "LeakyRelu", "Log", "LogSoftmax", "LSTM", "MatMul", "Max", "MaxPool", "Mean", "Min", "Mul", "Neg", "Pad",
        "Pow", "PRelu", "ReduceMax", "ReduceMean", "ReduceSum", "Relu", "Reshape", "Resize", "RNN", "Selu", "Sigmoid", "Slice", "Softmax",
        "Softplus", "Split", "Sqrt", "Squeeze", "Sub", "Sum", "Tanh", "Tile", "Transpose", "Unsqueeze",
    };

    /// <summary>The nodes without such conversions.</summary>
    /// <param name="nodes">The nodes, in their order.</param>
    /// <param name="given">Names of values of float32 that are there.</param>
    /// <param name="isOutput">Whether a name is an output of the graph.</param>
    public static IReadOnlyList<OnnxNode> Without(
        IReadOnlyList<OnnxNode> nodes, IEnumerable<string> given, Func<string, bool> isOutput)
    {
        var real = given.ToHashSet(StringComparer.Ordinal);
        var inside = nodes.SelectMany(node => node.Subgraphs.SelectMany(graph => graph.OuterNames())).ToHashSet(StringComparer.Ordinal);
        var same = new Dictionary<string, string>(StringComparer.Ordinal);
        var kept = new List<OnnxNode>(nodes.Count);
        foreach (var one in nodes)
        {
            var node = one.Inputs.Any(same.ContainsKey)
                ? one with { Inputs = [.. one.Inputs.Select(name => same.GetValueOrDefault(name, name))] } : one;
            var isReal = node.Domain.Length == 0 && node.Inputs.Count > 0 && real.Contains(node.Inputs[0]);
            var toFloat = node is { Operator: "Cast", Domain: "", Inputs.Count: 1, Outputs.Count: 1 }
                && node.Attributes.GetValueOrDefault("to")?.Int == (int)OnnxDataType.Float;
            if (toFloat && isReal && !isOutput(node.Outputs[0]) && !inside.Contains(node.Outputs[0]))
            {
                same[node.Outputs[0]] = node.Inputs[0];
                continue;
            }
            if (toFloat)
                real.Add(node.Outputs[0]);
            else if (isReal && Keeping.Contains(node.Operator))
                real.UnionWith(node.Operator is "MaxPool" ? node.Outputs.Take(1) : node.Outputs);
            kept.Add(node);
        }
        return kept;
    }
}
