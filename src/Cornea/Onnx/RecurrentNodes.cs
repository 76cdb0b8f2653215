using Cornea.Formats.Onnx;

namespace Cornea.Onnx;

/// <summary>
/// LSTM, GRU and RNN as layers. ONNX has the time steps first and an axis for the directions; layers have the samples first. The
/// transpositions that exporters write around are not made but deferred, so that each meets the one that undoes it.
/// </summary>
internal static class RecurrentNodes
{
    private static readonly int[] Swapped = [1, 0, 2];

    public static IEnumerable<KeyValuePair<string, Func<LayerCall, bool>>> Entries =>
    [
        new("LSTM", call => Recur(call, 4)),
        new("GRU", call => Recur(call, 3)),
        new("RNN", call => Recur(call, 1)),
        new("Gather", call => DenseLayers.Embed(call) || (call.Constant(1) is { Size: 1, Rank: 0 } index
            && index.ToArray<long>()[0] is 0 or -1 && Undone(call, "Unsqueeze", [call.Attributes.Int("axis", 0)]))),
    ];

    /// <summary>Defers a transposition that a recurrent layer reads; false where none does.</summary>
    public static bool DeferTranspose(LayerCall call, ImportedValue.Fed fed, int[] order)
    {
        var output = call.Node.Outputs[0];
        if (fed.ChannelsLast || !order.SequenceEqual(Swapped) || call.Importer.IsOutput(output)
            || !call.Importer.ReadersOf(output).Any(node => node.Operator is "LSTM" or "GRU" or "RNN"))
        {
            return false;
        }
        call.Importer.Note(output, new ImportedValue.Deferred(call.Node));
        return true;
    }

    /// <summary>Gives a node the value from before a deferred one that it undoes; false where it undoes none.</summary>
    /// <param name="call">The node.</param>
    /// <param name="inverse">The operator of the deferred node.</param>
    public static bool Undoes(LayerCall call, string inverse)
    {
        var axes = inverse == "Transpose" ? call.Attributes.Ints("perm") : call.Ints("axes", 1);
        return axes is not null && Undone(call, inverse, axes);
    }

    private static bool Undone(LayerCall call, string inverse, int[] axes)
    {
        if (call.Importer.Value(call.Node.Inputs[0]) is not ImportedValue.Deferred { Node: var node } || node.Operator != inverse)
            return false;
        var own = new OperatorCall(node, []).Ints(inverse == "Transpose" ? "perm" : "axes");
        if (own is null || !own.SequenceEqual(axes))
            return false;
        call.Importer.Note(call.Node.Outputs[0], call.Importer.Value(node.Inputs[0]));
        return true;
    }

    private static bool Recur(LayerCall call, int gates)
    {
        var at = call.Attributes;
        var (layout, direction) = (at.Int("layout", 0), at.Text("direction", "forward"));
        var directions = direction == "bidirectional" ? 2 : 1;
        if (call.Weight(1) is not { Rank: 3 } w || call.Weight(2) is not { Rank: 3 } r
            || w.Shape[0] != directions || r.Shape[0] != directions || r.Shape[1] != gates * r.Shape[2] || w.Shape[1] != r.Shape[1]
            || direction is not ("forward" or "reverse" or "bidirectional")
            || at.Float("clip", 0) != 0 || at.Int("input_forget", 0) != 0 || call.Has(4) || call.Has(7)
            || (call.Has(3) && call.Weight(3) is null) || (call.Has(5) && !IsZero(call.Importer, call.Node.Inputs[5]))
            || (call.Has(6) && !IsZero(call.Importer, call.Node.Inputs[6])) || BatchFirst(call, layout) is not { } x
            || RecurrentActivations.Of(call, gates, directions) is not { } activations || x.Shape[^1] != w.Shape[2])
        {
            return false;
        }
        var wanted = Enumerable.Range(0, 3).Select(output => output < call.Node.Outputs.Count
            && call.Importer.IsWanted(call.Node.Outputs[output])).ToArray();
        // Backwards the layer has its steps in the order in which they are computed.
        if (direction == "reverse" && wanted[0])
            return false;
        var resetsAfter = at.Int("linear_before_reset", 0) != 0;
        RecurrentLayer Made(bool sequences, bool states, string? name, bool backwards = false) => gates switch
        {
            4 => new LSTM(r.Shape[2], activations.State, activations.Gate, call.Has(3), returnSequences: sequences, returnState: states,
                goBackwards: backwards, name: name),
            3 => new GRU(r.Shape[2], activations.State, activations.Gate, call.Has(3), returnSequences: sequences, returnState: states,
                goBackwards: backwards, resetAfter: resetsAfter, name: name),
            _ => new SimpleRNN(r.Shape[2], activations.State, call.Has(3), returnSequences: sequences, returnState: states,
                goBackwards: backwards, name: name),
        };
        IEnumerable<Tensor> Weights(int which) => Weighed(call, w[which], r[which], which, gates, resetsAfter);
        if (directions == 2)
        {
            return layout == 0 && BothDirections.Behind(call, r.Shape[2], wanted) is { } behind
                && behind.Place(call, new Bidirectional(Made(behind.IsSequence, false, null), name: call.Name), x,
                    [.. Weights(0), .. Weights(1)]);
        }
        var (sequence, states) = (wanted[0], wanted[2] || (wanted[0] && wanted[1]));
        var layer = Made(sequence, states, call.Name, direction == "reverse");
        var outputs = layer.OnAll(x);
        layer.SetWeights([.. Weights(0).Select(weight => weight.Compute().Detach())]);
        if (wanted[0])
            PlaceSequence(call, outputs[0], layout);
        if (wanted[1])
            Defer(call, 1, outputs[wanted[0] ? 1 : 0], layout);
        if (wanted[2])
            Defer(call, 2, outputs[2], layout);
        return true;
    }

    // The weights of one direction in the layer's order.
    private static List<Tensor> Weighed(LayerCall call, Tensor w, Tensor r, int which, int gates, bool resetsAfter)
    {
        var hidden = r.Shape[1];
        var weights = new List<Tensor> { Gates(w, hidden, gates).Transpose(), Gates(r, hidden, gates).Transpose() };
        if (call.Has(3))
        {
            var both = call.Weight(3)![which].Reshape(2, gates * hidden);
            var (input, recurrent) = (Gates(both[0], hidden, gates), Gates(both[1], hidden, gates));
            weights.Add(gates == 3 && resetsAfter ? Tensor.Stack([input, recurrent]) : input + recurrent);
        }
        return weights;
    }

    // The steps (samples, time, units) as ONNX has them: (time, directions, samples, units), or the samples first.
    private static void PlaceSequence(LayerCall call, SymbolicTensor rows, int layout)
    {
        var name = call.Node.Outputs[0];
        var (first, second) = (name + "\u00A0samples", name + "\u00A0steps");
        call.Importer.Note(first, new ImportedValue.Fed(rows));
        if (layout == 0)
            call.Importer.Note(second, new ImportedValue.Deferred(PictureOrder.Transposed(first, second, Swapped)));
        call.Importer.Note(name, new ImportedValue.Deferred(Raised(layout == 0 ? second : first, name, layout == 0 ? 1 : 2)));
    }

    private static void Defer(LayerCall call, int output, SymbolicTensor state, int layout)
    {
        var name = call.Node.Outputs[output];
        call.Importer.Note(name + "\u00A0samples", new ImportedValue.Fed(state));
        call.Importer.Note(name, new ImportedValue.Deferred(Raised(name + "\u00A0samples", name, layout)));
    }

    private static OnnxNode Raised(string input, string output, int axis) => new(
        "Unsqueeze", "", [input], [output], new Dictionary<string, OnnxAttribute>
        {
            ["axes"] = new("axes", OnnxAttributeType.Ints) { Ints = [axis] },
        })
    { Opset = 11 };

    // (samples, time, features); null where it would have to be turned.
    private static SymbolicTensor? BatchFirst(LayerCall call, int layout)
    {
        var value = call.Importer.Value(call.Node.Inputs[0]);
        if (layout == 0)
        {
            if (value is not ImportedValue.Deferred { Node: { Operator: "Transpose" } node })
                return null;
            value = call.Importer.Value(node.Inputs[0]);
        }
        return value is ImportedValue.Fed { ChannelsLast: false, Symbol: { Rank: 3, DType: DType.Float32 } symbol } ? symbol : null;
    }

    // ONNX: input, output, forget, cell. Keras: input, forget, cell, output. The gates of a GRU stand alike.
    private static Tensor Gates(Tensor rows, int hidden, int gates) => gates != 4 ? rows
        : Tensor.Concat([.. ((ReadOnlySpan<int>)[0, 2, 3, 1]).ToArray().Select(gate => rows.Narrow(0, gate * hidden, hidden))], 0);

    // Whether a first state is zero, as that of a constant or what exporters make of the batch's size.
    private static bool IsZero(OnnxImporter importer, string name) => importer.Value(name) switch
    {
        ImportedValue.Fixed constant => constant.Tensor.ToArray<double>().All(value => value == 0),
        ImportedValue.Shaped { Node: var node } => node.Operator switch
        {
            "ConstantOfShape" => node.Attributes.GetValueOrDefault("value")?.Tensor?.ToTensor() is not { } value
                || value.ToArray<double>().All(number => number == 0),
            "ConstantFill" => node.Attributes.GetValueOrDefault("value")?.Float is null or 0,
            "Expand" or "Slice" or "Squeeze" or "Unsqueeze" or "Reshape" or "Identity" or "Transpose" or "Tile" or "Cast" =>
                IsZero(importer, node.Inputs[0]),
            "Concat" => node.Inputs.All(input => IsZero(importer, input)),
            _ => false,
        },
        _ => false,
    };
}
