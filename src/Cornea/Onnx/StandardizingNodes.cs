namespace Cornea.Onnx;

/// <summary>Differences and products of a value and a constant for each channel, as layers.</summary>
internal static class StandardizingNodes
{
    /// <summary>
    /// (x - mean) / deviation, or x - mean of what the network is fed with: Normalization. False where a node is no such difference.
    /// </summary>
    public static bool Center(LayerCall call)
    {
        if (call.Node.Opset < 7 || call.Count != 2 || call.Fed(0) is not { ChannelsLast: false, Symbol: { Rank: >= 2 } x }
            || call.Type != DType.Float32 || call.Weight(1) is not { Size: > 1 } mean
            || AxisOf(mean, x.Shape) is not { } axis)
        {
            return false;
        }
        var output = call.Node.Outputs[0];
        double[] ones = [.. Enumerable.Repeat(1.0, mean.Size)];
        var quotient = call.Importer.OnlyReader(output);
        var deviation = quotient is { Operator: "Div", Domain: "", Inputs.Count: 2 } && quotient.Inputs[0] == output
            && call.Importer.KnownConstant(quotient.Inputs[1]) is { DType: DType.Float32 } given && given.Size == mean.Size
            && AxisOf(given, x.Shape) == axis && given.ToArray().All(one => one >= 1e-6f) ? given.ToArray<double>() : null;
        if (deviation is null && x.Layer is not InputLayer)
            return false;
        var layer = new Normalization([axis], mean.ToArray<double>(), deviation is null ? ones : [.. deviation.Select(one => one * one)],
            name: call.Name, dtype: call.Policy);
        if (deviation is null)
            return call.Place(layer.On(x));
        call.Importer.Note(quotient!.Outputs[0], new ImportedValue.Fed(layer.On(x)));
        call.Importer.Leave(quotient);
        return true;
    }

    /// <summary>x times a factor for each channel: LayerScale. False where a node is no such product.</summary>
    public static bool Scale(LayerCall call)
    {
        if (call.Node.Opset < 7 || call.Count != 2)
            return false;
        var side = call.Fed(0) is null ? 1 : 0;
        if (call.Fed(side) is not { Symbol: { Rank: >= 2 } x } fed || call.Weight(1 - side) is not { Size: > 1 } factors
            || factors.Rank > x.Rank)
        {
            return false;
        }
        // The constant as it lies beside the value: its channels must stand where the last axis does.
        var axis = fed.ChannelsLast ? 1 : x.Rank - 1;
        var place = axis - (x.Rank - factors.Rank);
        return place >= 0 && factors.Shape[place] == factors.Size && x.Shape[^1] == factors.Size && call.Place(LayerCall.On(
            new LayerScale(1, factors.Size, call.Name, dtype: call.Policy), x, factors.Reshape(factors.Size)), fed.ChannelsLast);
    }

    // The only axis along which a constant has more than one number, if that is as long as the value's and not the first.
    private static int? AxisOf(Tensor constant, Shape shape)
    {
        if (constant.Rank > shape.Rank)
            return null;
        int[] wide = [.. Enumerable.Range(0, constant.Rank).Where(axis => constant.Shape[axis] > 1)];
        return wide is [var one] && one + shape.Rank - constant.Rank is var axis and > 0 && shape[axis] == constant.Size ? axis : null;
    }
}
