using Cornea.Formats.Onnx;

namespace Cornea.Onnx;

/// <summary>Products with weights, and normalizations of the last axis, as layers.</summary>
internal static class DenseLayers
{
    public static IEnumerable<KeyValuePair<string, Func<LayerCall, bool>>> Entries =>
    [
        new("Gemm", Gemm),
        new("MatMul", MatMul),
        new("LayerNormalization", Normalize),
    ];

    /// <summary>Rows of a table of weights: Embedding. False where a node gathers something else.</summary>
    public static bool Embed(LayerCall call)
    {
        if (call.Constant(0) is not { Rank: 2, DType: DType.Float32 } table || !WeightSlots.CanBeTrained(table)
            || call.Attributes.Int("axis", 0) != 0 || !call.Has(1) || call.Importer.Value(call.Node.Inputs[1])
                is not ImportedValue.Fed { ChannelsLast: false, Symbol: { Rank: >= 2, DType: DType.Int32 or DType.Int64 } ids })
        {
            return false;
        }
        return call.Place(LayerCall.On(new Embedding(table.Shape[0], table.Shape[1], name: call.Name), ids, table));
    }


    private static bool Gemm(LayerCall call)
    {
        var at = call.Attributes;
        if (call.Fed(0) is not { Symbol.Rank: 2 } fed || call.Weight(1) is not { Rank: 2 } weights || at.Int("transA", 0) != 0
            || call.Node.Opset < 7)
        {
            return false;
        }
        var kernel = at.Int("transB", 0) == 1 ? weights.Transpose() : weights;
        if (fed.Symbol.Shape[1] != kernel.Shape[0])
            return false;
        var (alpha, beta, units) = (at.Float("alpha", 1), at.Float("beta", 1), kernel.Shape[1]);
        kernel = alpha == 1 ? kernel : kernel * alpha;
        if (!call.Has(2) || beta == 0)
            return call.Place(LayerCall.On(new Dense(units, useBias: false, name: call.Name, dtype: call.Policy), fed.Symbol, kernel));
        if (call.Weight(2) is not { } bias || Bias(bias, units, 2) is not { } row)
            return false;
        return call.Place(LayerCall.On(
            new Dense(units, name: call.Name, dtype: call.Policy), fed.Symbol, kernel, beta == 1 ? row : row * beta));
    }

    private static bool MatMul(LayerCall call)
    {
        if (call.Fed(0) is not { } fed)
            return false;
        if (call.Fed(1) is { } other)
        {
            return call.Type == DType.Float32 && fed is { ChannelsLast: false, Symbol.Rank: >= 2 }
                && other is { ChannelsLast: false, Symbol.Rank: >= 2 }
                && call.Place(OperationLayer.Call("Matmul", [null, null], new[] { fed.Symbol, other.Symbol })[0]);
        }
        if (call.Weight(1) is not { Rank: 2 } kernel || fed.ChannelsLast || fed.Symbol.Rank < 2 || fed.Symbol.Shape[^1] != kernel.Shape[0])
            return false;
        var units = kernel.Shape[1];
        if (Added(call, units, fed.Symbol.Rank) is not var (add, bias))
            return call.Place(LayerCall.On(new Dense(units, useBias: false, name: call.Name, dtype: call.Policy), fed.Symbol, kernel));
        var output = LayerCall.On(new Dense(units, name: call.Name, dtype: call.Policy), fed.Symbol, kernel, bias);
        call.Importer.Note(add.Outputs[0], new ImportedValue.Fed(output));
        call.Importer.Leave(add);
        return true;
    }

    // The bias that the only node to read a product adds to it.
    private static (OnnxNode Node, Tensor Bias)? Added(LayerCall call, int units, int rank)
    {
        if (call.Importer.OnlyReader(call.Node.Outputs[0]) is not { Operator: "Add", Domain: "", Opset: >= 7, Inputs.Count: 2 } add)
            return null;
        var other = add.Inputs[0] == call.Node.Outputs[0] ? add.Inputs[1] : add.Inputs[0];
        return call.Importer.KnownConstant(other) is { } value && value.DType == call.Type && Bias(value, units, rank) is { } bias
            ? (add, bias) : null;
    }

    // A constant that has a number for each unit, with axes of length 1 before or not.
    private static Tensor? Bias(Tensor value, int units, int rank) =>
        value.Size == units && value.Rank >= 1 && value.Rank <= rank && value.Shape[^1] == units ? value.Reshape(units) : null;

    private static bool Normalize(LayerCall call)
    {
        if (call.Fed(0) is not { ChannelsLast: false, Symbol.Rank: >= 2 } fed || call.Weight(1) is not { Rank: 1 } scale
            || (call.Has(2) && call.Weight(2) is not { Rank: 1 }))
        {
            return false;
        }
        var rank = fed.Symbol.Rank;
        if (call.Attributes.Axis(call.Attributes.Int("axis", -1), rank) != rank - 1 || fed.Symbol.Shape[^1] != scale.Size)
            return false;
        var layer = new LayerNormalization(epsilon: call.Attributes.Float("epsilon", 1e-5f), center: call.Has(2), name: call.Name,
            dtype: call.Policy);
        return call.Place(call.Has(2) ? LayerCall.On(layer, fed.Symbol, scale, call.Weight(2)!) : LayerCall.On(layer, fed.Symbol, scale));
    }
}
