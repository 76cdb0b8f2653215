namespace Cornea.Onnx;

/// <summary>Activations and other functions of one value as layers: pictures stay as they lie.</summary>
internal static class ElementLayers
{
    private static readonly (string Operator, string Operation)[] Operations =
    [
        ("Sqrt", "Sqrt"), ("Abs", "Absolute"), ("Neg", "Negative"), ("Log", "Log"), ("Sin", "Sin"), ("Cos", "Cos"), ("Erf", "Erf"),
        ("Floor", "Floor"), ("Ceil", "Ceil"), ("Reciprocal", "Reciprocal"),
    ];

    public static IEnumerable<KeyValuePair<string, Func<LayerCall, bool>>> Entries =>
    [
        Of("Relu", (call, name) => new ReLU(name: name, dtype: call.Policy)),
        Of("LeakyRelu", (call, name) => new LeakyReLU(call.Attributes.Float("alpha", 0.01f), name, dtype: call.Policy)),
        Of("Elu", (call, name) => new ELU(call.Attributes.Float("alpha", 1), name, dtype: call.Policy)),
        Of("Sigmoid", (call, name) => new ActivationLayer(Activation.Sigmoid, name, dtype: call.Policy)),
        Of("Tanh", (call, name) => new ActivationLayer(Activation.Tanh, name, dtype: call.Policy)),
        Of("Softplus", (call, name) => new ActivationLayer(Activation.Softplus, name, dtype: call.Policy)),
        Of("Softsign", (call, name) => new ActivationLayer(Activation.Softsign, name, dtype: call.Policy)),
        Of("Exp", (call, name) => new ActivationLayer(Activation.Exponential, name, dtype: call.Policy)),
        Of("Mish", (call, name) => new ActivationLayer(Activation.Mish, name, dtype: call.Policy)),
        Of("HardSwish", (call, name) => new ActivationLayer(Activation.HardSilu, name, dtype: call.Policy)),
        Of("Selu", (call, name) => call.Node.Attributes.Count > 0 ? null : new ActivationLayer(Activation.Selu, name, dtype: call.Policy)),
        Of("Swish", (call, name) => call.Attributes.Float("alpha", 1) != 1 ? null
            : new ActivationLayer(Activation.Silu, name, dtype: call.Policy)),
        // Keras's is relu6(x + 3) / 6.
        Of("HardSigmoid", (call, name) => Math.Abs(call.Attributes.Float("alpha", 0.2) - 1.0 / 6) > 1e-7
            || call.Attributes.Float("beta", 0.5) != 0.5 ? null : new ActivationLayer(Activation.HardSigmoid, name, dtype: call.Policy)),
        Of("Gelu", (call, name) => call.Attributes.Text("approximate", "none") != "none" ? null
            : new ActivationLayer(Activation.Gelu, name, dtype: call.Policy)),
        new("Clip", Clip),
        new("PRelu", Slope),
        // Where more is computed of it in 16 bits, each of its steps is rounded, as ONNX defines it.
        new("Softmax", call => (call.Type is not (DType.Float16 or DType.BFloat16) || call.Importer.IsOutput(call.Node.Outputs[0]))
            && Along(call, (axis, rank, name) => axis == rank - 1
            ? new ActivationLayer(Activation.Softmax, name, dtype: call.Policy)
            : new Softmax(axis, name, dtype: call.Policy))),
        new("LogSoftmax", call => Along(call, (axis, rank, name) => axis == rank - 1
            ? new ActivationLayer(Activation.LogSoftmax, name, dtype: call.Policy)
            : null)),
        .. Operations.Select(pair => new KeyValuePair<string, Func<LayerCall, bool>>(pair.Operator, call => call.Fed(0) is { } fed
            && call.Type == DType.Float32 && call.Place(OperationLayer.Call(pair.Operation, [null], fed.Symbol)[0], fed.ChannelsLast))),
    ];

    private static KeyValuePair<string, Func<LayerCall, bool>> Of(string name, Func<LayerCall, string?, Layer?> make) => new(name,
        call => call.Fed(0) is { Symbol.Rank: >= 2 } fed && make(call, null) is not null
            && call.Place(make(call, call.Name)!.On(fed.Symbol), fed.ChannelsLast));

    private static bool Clip(LayerCall call)
    {
        if (call.Fed(0) is not { Symbol.Rank: >= 2 } fed)
            return false;
        double? Bound(string name, int index) => call.Attributes.Has(name) ? call.Attributes.Float(name, 0)
            : call.Weight(index) is { Size: 1 } value ? value.ToArray()[0] : null;
        if ((call.Has(1) && Bound("min", 1) is null) || (call.Has(2) && Bound("max", 2) is null))
            return false;
        var (least, most) = (Bound("min", 1) ?? float.MinValue, Bound("max", 2) ?? float.MaxValue);
        if (least == 0 && most > 0)
        {
            return call.Place(
                new ReLU(most < float.MaxValue ? most : null, name: call.Name, dtype: call.Policy).On(fed.Symbol), fed.ChannelsLast);
        }
        return least <= most && call.Type == DType.Float32
            && call.Place(OperationLayer.Call("Clip", [null, least, most], fed.Symbol)[0], fed.ChannelsLast);
    }

    private static bool Slope(LayerCall call)
    {
        if (call.Fed(0) is not { ChannelsLast: true } fed || call.Weight(1) is not { } slope || slope.Size != fed.Symbol.Shape[^1]
            || slope.Size < 2 || slope.Rank != fed.Symbol.Rank - 1 || slope.Shape[0] != slope.Size)
        {
            return false;
        }
        int[] spatial = [.. Enumerable.Range(1, fed.Symbol.Rank - 2)];
        var alpha = slope.Reshape(new Shape([.. spatial.Select(_ => 1), slope.Size]));
        return call.Place(LayerCall.On(new PReLU(sharedAxes: spatial, name: call.Name, dtype: call.Policy), fed.Symbol, alpha), true);
    }

    // Before operator set 13 all axes from one on were laid end to end.
    private static bool Along(LayerCall call, Func<int, int, string?, Layer?> make)
    {
        if (call.Fed(0) is not { Symbol.Rank: >= 2 } fed)
            return false;
        var rank = fed.Symbol.Rank;
        var axis = call.Attributes.Axis(call.Attributes.Int("axis", call.Node.Opset < 13 ? 1 : -1), rank);
        if (axis == 0 || (call.Node.Opset < 13 && axis != rank - 1))
            return false;
        var own = fed.ChannelsLast ? PictureOrder.Place(axis, rank) : axis;
        return make(own, rank, null) is not null && call.Place(make(own, rank, call.Name)!.On(fed.Symbol), fed.ChannelsLast);
    }
}
