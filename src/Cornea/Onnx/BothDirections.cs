using Cornea.Formats.Onnx;

namespace Cornea.Onnx;

/// <summary>
/// The nodes behind a recurrent operator of two directions that lay what the directions give beside each other, as exporters write them:
/// then it is a Bidirectional layer.
/// </summary>
/// <param name="IsSequence">Whether all steps are taken, and not the last state.</param>
/// <param name="Nodes">The nodes; the last one's output is the layer's.</param>
internal sealed record BothDirections(bool IsSequence, IReadOnlyList<OnnxNode> Nodes)
{
    /// <summary>Finds the nodes; null where something else is done with the outputs.</summary>
    /// <param name="call">The recurrent node.</param>
    /// <param name="units">How many units each direction has.</param>
    /// <param name="wanted">Which outputs are read.</param>
    public static BothDirections? Behind(LayerCall call, int units, bool[] wanted) => wanted switch
    {
        [true, false, false] => Sequence(call, units),
        [false, true, false] => Last(call, units),
        _ => null,
    };

    /// <summary>Places the layer; always true.</summary>
    public bool Place(LayerCall call, Bidirectional layer, SymbolicTensor x, IEnumerable<Tensor> weights)
    {
        var output = LayerCall.On(layer, x, [.. weights]);
        foreach (var node in Nodes)
            call.Importer.Leave(node);
        call.Importer.Note(Nodes[^1].Outputs[0], new ImportedValue.Fed(output));
        return true;
    }

    // (time, 2, samples, units) to (time, samples, 2 units), and then the samples first.
    private static BothDirections? Sequence(LayerCall call, int units) =>
        Reader(call, call.Node.Outputs[0], "Transpose") is { } turned && Order(turned) is [0, 2, 1, 3]
        && Reader(call, turned.Outputs[0], "Reshape") is { } laid && Lengths(call, laid) is [0 or -1, 0 or -1, var wide]
        && (wide == -1 || wide == 2 * units) && Reader(call, laid.Outputs[0], "Transpose") is { } first && Order(first) is [1, 0, 2]
            ? new(true, [turned, laid, first]) : null;

    // (2, samples, units) to (samples, 2 units).
    private static BothDirections? Last(LayerCall call, int units) =>
        Reader(call, call.Node.Outputs[1], "Transpose") is { } turned && Order(turned) is [1, 0, 2]
        && Reader(call, turned.Outputs[0], "Reshape") is { } laid && Lengths(call, laid) is [0 or -1, var wide]
        && (wide == -1 || wide == 2 * units) ? new(false, [turned, laid]) : null;

    private static OnnxNode? Reader(LayerCall call, string value, string name) =>
        call.Importer.OnlyReader(value) is { Domain: "" } node && node.Operator == name && node.Inputs[0] == value ? node : null;

    private static int[] Order(OnnxNode node) => new OperatorCall(node, []).Ints("perm") ?? [];

    private static int[] Lengths(LayerCall call, OnnxNode node) =>
        node.Opset >= 5 && call.Importer.KnownConstant(node.Inputs[1]) is { Rank: 1 } shape
            && new OperatorCall(node, []).Int("allowzero", 0) == 0
            ? [.. shape.ToArray<long>().Select(length => (int)Math.Clamp(length, int.MinValue, int.MaxValue))] : [];
}
