using Cornea.Formats.Onnx;

namespace Cornea.Onnx;

/// <summary>Nodes that change shapes or the order of axes as layers; some need none at all.</summary>
internal static class ReshapingNodes
{
    public static IEnumerable<KeyValuePair<string, Func<LayerCall, bool>>> Entries =>
    [
        new("Identity", Pass),
        new("Cast", Cast),
        new("Dropout", Dropout),
        new("Transpose", Transpose),
        new("Flatten", Flatten),
        new("Reshape", Reshape),
        new("Squeeze", Squeeze),
        new("Unsqueeze", Unsqueeze),
    ];

    // One that is told to drop is Keras's layer, which drops when the model is trained; a seed says what is dropped at each run.
    private static bool Dropout(LayerCall call)
    {
        if (call.Attributes.Has("is_test"))
            return false;
        if (call.Node.Opset < 12 || !call.Has(2))
            return Pass(call);
        if (call.Fed(0) is not { } fed || call.Constant(2) is not { Size: 1 } drops)
            return false;
        if (!drops.Cast(DType.Bool).Item<bool>())
            return Pass(call);
        if (call.Attributes.Has("seed"))
            return false;
        var share = call.Has(1) ? call.Constant(1) is { Size: 1 } given ? given.Item() : double.NaN : 0.5;
        return call.HasOneOutput && share is >= 0 and < 1
            && call.Place(new Layers.Dropout(share, name: call.Name, dtype: call.Policy).On(fed.Symbol), fed.ChannelsLast);
    }

    // What is an output of the graph too has a layer of its own, which keeps the outputs apart.
    private static bool Pass(LayerCall call)
    {
        if (call.Fed(0) is not { } fed)
            return false;
        return call.Importer.IsOutput(call.Node.Outputs[0])
            ? call.Place(new Identity(call.Name, dtype: call.Policy).On(fed.Symbol), fed.ChannelsLast)
            : call.Place(fed.Symbol, fed.ChannelsLast);
    }

    // To the type that the value has, or from one floating-point type to another.
    private static bool Cast(LayerCall call)
    {
        var type = call.Node.Opset < 6 ? OnnxDataType.Undefined : (OnnxDataType)call.Attributes.Required("to");
        if (call.Fed(0) is not { } fed || type is not (OnnxDataType.Float or OnnxDataType.Float16 or OnnxDataType.BFloat16))
            return false;
        return type.Kept() == call.Type ? Pass(call)
            : fed.Symbol.Rank >= 2 && call.Type != DType.Float64
                && call.Place(OperationLayer.Call("Cast", [null, type.Kept()!.Value.Name()], fed.Symbol)[0], fed.ChannelsLast);
    }

    private static bool Transpose(LayerCall call)
    {
        if (RecurrentNodes.Undoes(call, "Transpose"))
            return true;
        if (call.Fed(0) is not { Symbol.Rank: >= 2 } fed || call.Attributes.Ints("perm") is not { } given)
            return false;
        var rank = fed.Symbol.Rank;
        int[] order = [.. given.Select(axis => call.Attributes.Axis(axis, rank))];
        if (order.Length != rank || order.Distinct().Count() != rank)
            return false;
        var (output, isOutput) = (call.Node.Outputs[0], call.Importer.IsOutput(call.Node.Outputs[0]));
        if (fed.ChannelsLast)
        {
            order = [.. order.Select(axis => PictureOrder.Place(axis, rank))];
            if (!isOutput && order.SequenceEqual(Enumerable.Range(0, rank)))
                return call.Place(fed.Symbol);
        }
        else if (!isOutput && rank >= 3 && order.SequenceEqual(PictureOrder.ToFirst(rank))
            && (rank > 3 || PicturePart.IsReadAsPicture(call.Importer, output)))
        {
            return call.Place(fed.Symbol, true);
        }
        return order[0] == 0 ? call.Place(new Permute(order[1..], call.Name, dtype: call.Policy).On(fed.Symbol))
            : RecurrentNodes.DeferTranspose(call, fed, order);
    }

    private static bool Flatten(LayerCall call)
    {
        if (call.Fed(0) is not { Symbol.Rank: >= 2 } fed || call.Attributes.Int("axis", 1) is not 1)
            return false;
        return call.Place(fed.Symbol.Rank == 2 && !call.Importer.IsOutput(call.Node.Outputs[0]) ? fed.Symbol
            : new Flatten(name: call.Name, dtype: call.Policy).On(Ordered(call, fed)));
    }

    private static bool Reshape(LayerCall call)
    {
        if (call.Fed(0) is not { Symbol.Rank: >= 2 } fed || call.Node.Opset < 5 || call.Ints("shape", 1) is not { Length: >= 2 } target
            || call.Attributes.Int("allowzero", 0) != 0)
        {
            return false;
        }
        var shape = OnnxImporter.OnnxShape(fed);
        // A 0 stands for the length of the input's axis.
        int[] lengths = [.. target.Select((length, axis) => length != 0 ? length : axis < shape.Rank ? shape[axis] : 0)];
        var sample = lengths[1..];
        if (sample.Contains(0) || sample.Count(length => length == Shape.Unknown) > 1)
            return false;
        var keepsBatch = target[0] == 0 || (shape[0] != Shape.Unknown && target[0] == shape[0])
            || (target[0] == -1 && shape[1..].IsKnown && sample.All(length => length > 0)
                && sample.Aggregate(1L, (product, length) => product * length) == shape[1..].Size);
        return (keepsBatch || IsFreed(call, shape, target)) && call.Place(Reshaped(call, fed, sample));
    }

    // A number of samples that was written into a network whose batch is open: it fits that number alone, so the batch itself is meant.
    // Where the rest is left open too, the product that reads it says how long a row is.
    private static bool IsFreed(LayerCall call, Shape shape, int[] target)
    {
        if (target[0] < 1 || shape[0] != Shape.Unknown || !shape[1..].IsKnown)
            return false;
        var size = shape[1..].Size;
        if (!target.Contains(-1))
            return target.Skip(1).Aggregate(1L, (product, length) => product * length) == size;
        return target.Length == 2 && call.Importer.OnlyReader(call.Node.Outputs[0]) is { Domain: "", Operator: "Gemm" or "MatMul" } reader
            && reader.Inputs[0] == call.Node.Outputs[0] && call.Importer.KnownConstant(reader.Inputs[1]) is { Rank: 2 } weights
            && weights.Shape[new OperatorCall(reader, []).Int("transB", 0) == 1 ? 1 : 0] == size;
    }

    private static bool Squeeze(LayerCall call)
    {
        if (RecurrentNodes.Undoes(call, "Unsqueeze"))
            return true;
        if (call.Fed(0) is not { Symbol.Rank: >= 3 } fed || call.Ints("axes", 1) is not { } given)
            return false;
        var shape = OnnxImporter.OnnxShape(fed);
        int[] axes = [.. given.Select(axis => call.Attributes.Axis(axis, shape.Rank))];
        if (axes.Contains(0) || axes.Any(axis => shape[axis] != 1))
            return false;
        int[] sample = [.. Enumerable.Range(1, shape.Rank - 1).Except(axes).Select(axis => shape[axis])];
        return sample.Length > 0 && sample.Count(length => length == Shape.Unknown) <= 1 && call.Place(Reshaped(call, fed, sample));
    }

    private static bool Unsqueeze(LayerCall call)
    {
        if (call.Fed(0) is not { Symbol.Rank: >= 2 } fed || call.Ints("axes", 1) is not { } given)
            return false;
        var shape = OnnxImporter.OnnxShape(fed);
        var rank = shape.Rank + given.Length;
        int[] axes = [.. given.Select(axis => call.Attributes.Axis(axis, rank))];
        if (axes.Contains(0) || axes.Distinct().Count() != axes.Length)
            return false;
        var rest = new Queue<int>(shape);
        int[] lengths = [.. Enumerable.Range(0, rank).Select(axis => axes.Contains(axis) ? 1 : rest.Dequeue())];
        return lengths[1..].Count(length => length == Shape.Unknown) <= 1 && call.Place(Reshaped(call, fed, lengths[1..]));
    }

    /// <summary>
    /// The layer of a Reshape whose target is computed, once the shape that comes out is known: where the numbers of a sample stay together
    /// it only shapes samples. Null where it does more.
    /// </summary>
    public static SymbolicTensor? OfResult(LayerCall call, Shape result)
    {
        if (call.Fed(0) is not { Symbol.Rank: >= 2 } fed || result.Rank < 2)
            return null;
        var shape = OnnxImporter.OnnxShape(fed);
        return shape[0] == Shape.Unknown && result[0] == Shape.Unknown && shape[1..].IsKnown && result[1..].IsKnown
            && shape[1..].Size == result[1..].Size ? Reshaped(call, fed, [.. result[1..]]) : null;
    }

    private static SymbolicTensor Reshaped(LayerCall call, ImportedValue.Fed fed, int[] sample)
    {
        var x = Ordered(call, fed);
        return sample.Length == 1 ? new Flatten(name: call.Name, dtype: call.Policy).On(x)
            : new Reshape(new Shape(sample), name: call.Name, dtype: call.Policy).On(x);
    }

    // The numbers of a sample in ONNX's order, which is the order here too where all spatial axes have the length 1.
    private static SymbolicTensor Ordered(LayerCall call, ImportedValue.Fed fed) =>
        !fed.ChannelsLast || fed.Symbol.Shape.Skip(1).SkipLast(1).All(length => length == 1) ? fed.Symbol : call.First(0);
}
