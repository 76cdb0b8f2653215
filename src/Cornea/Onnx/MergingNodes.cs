namespace Cornea.Onnx;

/// <summary>Sums, products and the like of several values as layers, and of one value and a number as operations.</summary>
internal static class MergingNodes
{
    public static IEnumerable<KeyValuePair<string, Func<LayerCall, bool>>> Entries =>
    [
        new("Add", call => Merge(call, name => new Add(name, dtype: call.Policy), (x, number) => x + number, (number, x) => number + x)),
        new("Sub", call => StandardizingNodes.Center(call) || Merge(call, name => new Subtract(name, dtype: call.Policy),
            (x, number) => x - number, (number, x) => number - x)),
        new("Mul", call => StandardizingNodes.Scale(call) || Merge(call, name => new Multiply(name, dtype: call.Policy),
            (x, number) => x * number, (number, x) => number * x)),
        new("Div", call => Divide(call) || Merge(call, null, (x, number) => x / number, (number, x) => number / x)),
        new("Sum", call => Merge(call, name => new Add(name, dtype: call.Policy), null, null)),
        new("Mean", call => Merge(call, name => new Average(name, dtype: call.Policy), null, null)),
        new("Max", call => Rectify(call) || Merge(call, name => new Maximum(name, dtype: call.Policy),
            (x, number) => With("Maximum", x, number), (number, x) => With("Maximum", x, number))),
        new("Min", call => Merge(call, name => new Minimum(name, dtype: call.Policy), (x, number) => With("Minimum", x, number),
            (number, x) => With("Minimum", x, number))),
        new("Concat", Concatenate),
    ];

    private static bool Merge(
        LayerCall call, Func<string?, Layer>? layer, Func<SymbolicTensor, double, SymbolicTensor>? behind,
        Func<double, SymbolicTensor, SymbolicTensor>? before)
    {
        if (call.Node.Opset < 7 || call.Count < 2)
            return false;
        if (layer is not null && Fed(call) is var (values, isPicture))
            return call.Place(layer(call.Name).On(values), isPicture);
        // Operations on one value compute in float32.
        if (call.Count != 2 || behind is null || before is null || call.Type != DType.Float32)
            return false;
        if (call.Fed(0) is { } left && Number(call, 1, left.Symbol.Rank) is { } second)
            return call.Place(behind(left.Symbol, second), left.ChannelsLast);
        return call.Fed(1) is { } right && Number(call, 0, right.Symbol.Rank) is { } first
            && call.Place(before(first, right.Symbol), right.ChannelsLast);
    }

    private static SymbolicTensor With(string operation, SymbolicTensor x, double number) =>
        OperationLayer.Call(operation, [null, number], x)[0];

    // max(x, 0) is a ReLU, and min(max(x, 0), c) one with a limit.
    private static bool Rectify(LayerCall call)
    {
        if (call.Count != 2 || (call.Fed(0) ?? call.Fed(1)) is not { Symbol.Rank: >= 2 } fed
            || Number(call, call.Fed(0) is null ? 0 : 1, fed.Symbol.Rank) is not 0)
        {
            return false;
        }
        var output = call.Node.Outputs[0];
        if (call.Importer.OnlyReader(output) is { Operator: "Min", Domain: "", Opset: >= 8, Inputs.Count: 2 } least
            && call.Importer.KnownConstant(least.Inputs[least.Inputs[0] == output ? 1 : 0]) is { Size: 1 } limit
            && limit.DType == call.Type && limit.Rank <= fed.Symbol.Rank && limit.ToArray()[0] > 0)
        {
            call.Importer.Note(least.Outputs[0],
                new ImportedValue.Fed(new ReLU(limit.ToArray()[0], name: call.Name, dtype: call.Policy).On(fed.Symbol), fed.ChannelsLast));
            call.Importer.Leave(least);
            return true;
        }
        return call.Place(new ReLU(name: call.Name, dtype: call.Policy).On(fed.Symbol), fed.ChannelsLast);
    }

    private static bool Divide(LayerCall call) => call.Node.Opset >= 7 && call.Type == DType.Float32 && Fed(call) is var (values, isPicture)
        && call.Place(values[0] / values[1], isPicture);

    // All inputs, of one rank and one order of axes; null where they are something else.
    private static (SymbolicTensor[] Values, bool IsPicture)? Fed(LayerCall call)
    {
        ImportedValue.Fed?[] all = [.. Enumerable.Range(0, call.Count).Select(call.Fed)];
        if (all.Any(fed => fed is null || fed.Symbol.Rank < 2 || fed.Symbol.Rank != all[0]!.Symbol.Rank))
            return null;
        return all.Any(fed => fed!.ChannelsLast) ? ([.. all.Select((_, i) => call.Last(i))], true) : ([.. all.Select(fed => fed!.Symbol)],
            false);
    }

    private static double? Number(LayerCall call, int index, int rank) =>
        call.Weight(index) is { Size: 1 } value && value.Rank <= rank && float.IsFinite(value.ToArray()[0]) ? value.ToArray()[0] : null;

    private static bool Concatenate(LayerCall call)
    {
        if (call.Count == 0 || Fed(call) is not var (values, isPicture))
            return false;
        var axis = call.Attributes.Axis(call.Attributes.Required("axis"), values[0].Rank);
        if (axis == 0)
            return false;
        if (values.Length == 1)
            return call.Place(values[0], isPicture);
        return call.Place(new Concatenate(isPicture ? PictureOrder.Place(axis, values[0].Rank) : axis, call.Name,
            dtype: call.Policy).On(values), isPicture);
    }
}
