namespace Cornea.Onnx;

/// <summary>Poolings as layers.</summary>
internal static class PoolingLayers
{
    public static IEnumerable<KeyValuePair<string, Func<LayerCall, bool>>> Entries =>
    [
        new("MaxPool", call => Pool(call, isMaximum: true)),
        new("AveragePool", call => Pool(call, isMaximum: false)),
        new("GlobalAveragePool", call => Global(call, isMaximum: false)),
        new("GlobalMaxPool", call => Global(call, isMaximum: true)),
        new("ReduceMean", call => Reduce(call, isMaximum: false)),
        new("ReduceMax", call => Reduce(call, isMaximum: true)),
        new("ReduceSum", Sum),
    ];

    private static bool Pool(LayerCall call, bool isMaximum)
    {
        var at = call.Attributes;
        if (call.Fed(0) is not { Symbol.Rank: >= 3 and <= 5 } fed || at.Ints("kernel_shape") is not { } kernel
            || kernel.Length != fed.Symbol.Rank - 2 || at.Int("storage_order", 0) != 0)
        {
            return false;
        }
        var x = call.Last(0);
        if (LayerWindow.Of(call, x, kernel) is not { } window || window.Dilations.Any(dilation => dilation != 1))
            return false;
        var counted = at.Int("count_include_pad", 0) == 1;
        if (window.Padding == Padding.Same && counted && kernel.Zip(window.Strides).Any(pair => pair.First > 1))
            return false;
        // Zeros beside a picture are no more than its elements where none of those is below zero.
        if (window.Zeros is not null && (isMaximum ? !IsPositive(x.Layer) : !counted))
            return false;
        var name = call.Name;
        Layer layer = (kernel.Length, isMaximum) switch
        {
            (1, true) => new MaxPooling1D(kernel, window.Strides, window.Padding, name: name, dtype: call.Policy),
            (2, true) => new MaxPooling2D(kernel, window.Strides, window.Padding, name: name, dtype: call.Policy),
            (_, true) => new MaxPooling3D(kernel, window.Strides, window.Padding, name: name, dtype: call.Policy),
            (1, false) => new AveragePooling1D(kernel, window.Strides, window.Padding, name: name, dtype: call.Policy),
            (2, false) => new AveragePooling2D(kernel, window.Strides, window.Padding, name: name, dtype: call.Policy),
            _ => new AveragePooling3D(kernel, window.Strides, window.Padding, name: name, dtype: call.Policy),
        };
        return call.Place(layer.On(window.Widened(x)), true);
    }

    private static bool IsPositive(Layer layer) => layer is ReLU { NegativeSlope: 0, Threshold: >= 0 }
        or ActivationLayer { Activation: SigmoidActivation or SoftmaxActivation or ReluActivation };

    private static bool Global(LayerCall call, bool isMaximum) => call.Fed(0) is { Symbol.Rank: >= 3 and <= 5 }
        && call.Place(Pooled(call, call.Last(0), isMaximum, keepDims: true), true);

    private static SymbolicTensor Pooled(LayerCall call, SymbolicTensor x, bool isMaximum, bool keepDims)
    {
        var name = call.Name;
        return ((x.Rank, isMaximum) switch
        {
            (3, true) => (Layer)new GlobalMaxPooling1D(keepDims: keepDims, name: name, dtype: call.Policy),
            (4, true) => new GlobalMaxPooling2D(keepDims: keepDims, name: name, dtype: call.Policy),
            (_, true) => new GlobalMaxPooling3D(keepDims: keepDims, name: name, dtype: call.Policy),
            (3, false) => new GlobalAveragePooling1D(keepDims: keepDims, name: name, dtype: call.Policy),
            (4, false) => new GlobalAveragePooling2D(keepDims: keepDims, name: name, dtype: call.Policy),
            _ => new GlobalAveragePooling3D(keepDims: keepDims, name: name, dtype: call.Policy),
        }).On(x);
    }

    // The mean or maximum over all spatial axes is a pooling, wherever the channels stand.
    private static bool Reduce(LayerCall call, bool isMaximum)
    {
        if (call.Fed(0) is not { Symbol.Rank: >= 3 and <= 5 } fed || call.Ints("axes", 1) is not { } axes)
            return false;
        var rank = fed.Symbol.Rank;
        int[] along = [.. axes.Select(axis => call.Attributes.Axis(axis, rank)).Order()];
        var keep = call.Attributes.Int("keepdims", 1) == 1;
        if (fed.ChannelsLast && along.SequenceEqual(Enumerable.Range(2, rank - 2)))
            return call.Place(Pooled(call, fed.Symbol, isMaximum, keep), keep);
        return !fed.ChannelsLast && along.SequenceEqual(Enumerable.Range(1, rank - 2))
            && call.Place(Pooled(call, fed.Symbol, isMaximum, keep));
    }

    private static bool IsCount(double value, string operation, int count) =>
        Math.Abs((operation == "Div" ? value / count : value * count) - 1) <= 1e-6;

    // The sum over all spatial axes and its quotient by their size, as an exporter may write a mean.
    private static bool Sum(LayerCall call)
    {
        var output = call.Node.Outputs[0];
        if (call.Fed(0) is not { Symbol.Rank: >= 3 and <= 5 } fed
            || call.Importer.OnlyReader(output) is not { Operator: "Mul" or "Div", Domain: "", Opset: >= 7, Inputs.Count: 2 } factor
            || (factor.Operator == "Div" && factor.Inputs[0] != output)
            || call.Importer.KnownConstant(factor.Inputs[factor.Inputs[0] == output ? 1 : 0]) is not { Size: 1, Rank: 0 } value
            || !fed.Symbol.Shape[1..^1].IsKnown || !IsCount(value.ToArray<double>()[0], factor.Operator, fed.Symbol.Shape[1..^1].Size)
            || !Reduce(call, isMaximum: false))
        {
            return false;
        }
        call.Importer.Note(factor.Outputs[0], call.Importer.Value(output));
        call.Importer.Leave(factor);
        return true;
    }
}
