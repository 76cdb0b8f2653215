namespace Cornea.Onnx;

/// <summary>
/// Whole layers that are one of ONNX's operators: recurrences, which runtimes compute faster than loops, normalizations, upsamplings.
/// </summary>
internal sealed partial class GraphEmitter
{
    private static readonly int[] StepsFirst = [1, 0, 2];

    // Writes the layer whose output a node is as one operator; false where there is none, or it does something that the operator does not.
    private bool TryLayer(TensorNode node) => _trace.CallOf(node.Value) is { IsMasked: false } call && call.Layer switch
    {
        RecurrentLayer layer => Recurrence(call, layer),
        Bidirectional layer => Recurrence(call, layer),
        LayerNormalization layer => Normalization(call, layer),
        UpSampling1D layer => Repeated(call, DataFormat.ChannelsLast, Interpolation.Nearest, layer.Size),
        UpSampling2D layer => Repeated(call, layer.DataFormat, layer.Interpolation, layer.Size.Height, layer.Size.Width),
        UpSampling3D layer => Repeated(call, layer.DataFormat, Interpolation.Nearest, layer.Size.First, layer.Size.Second,
            layer.Size.Third),
        _ => false,
    };

    // The loop of a recurrent layer that is written as one operator: its results are those of the layer.
    private bool TryLayerOf(TensorNode loop, IReadOnlyList<TensorNode> nodes)
    {
        if (loop.Operation != "Scan")
            return false;
        TensorNode[] results = [.. nodes.Where(node => node.Operation is "FinalCarry" or "StepStack"
            && ReferenceEquals(node.Inputs[0], loop.Value))];
        var behind = results.Concat(nodes.Where(node => node.Operation == "Transpose"
            && results.Any(result => ReferenceEquals(result.Value, node.Inputs[0]))));
        if (!behind.Any(node => _trace.CallOf(node.Value)?.Layer is RecurrentLayer && TryLayer(node)))
            return false;
        _inside.UnionWith(results.Select(result => result.Value));
        return true;
    }

    private bool Recurrence(LayerOutputs call, RecurrentLayer layer)
    {
        // The steps of a layer that goes backwards come out in the order in which they were computed, ONNX's in that of time.
        if (call.Inputs.Count != 1 || (layer.GoBackwards && layer.ReturnSequences) || RecurrentWeights.Of(layer) is not { } weights)
            return false;
        var results = Recurrent(call, weights.Operator, [weights], layer.GoBackwards ? "reverse" : "forward");
        var next = 0;
        Take(call.Outputs[next++], layer.ReturnSequences
            ? _graph.Add("Transpose", [Squeezed(results[0], 1)], ("perm", StepsFirst)) : Squeezed(results[1], 0));
        for (var state = 1; next < call.Outputs.Count; state++)
            Take(call.Outputs[next++], Squeezed(results[state], 0));
        return true;
    }

    private bool Recurrence(LayerOutputs call, Bidirectional layer)
    {
        var (forward, backward) = (layer.ForwardLayer, layer.BackwardLayer);
        if (call.Inputs.Count != 1 || layer.MergeMode != BidirectionalMerge.Concatenate || forward.GoBackwards || forward.ReturnState
            || RecurrentWeights.Of(forward) is not { } there || RecurrentWeights.Of(backward) is not { } back
            || !there.IsLike(back))
        {
            return false;
        }
        var results = Recurrent(call, there.Operator, [there, back], "bidirectional");
        // (time, directions, samples, units), or the same without time for the last state: the directions go beside each other.
        if (layer.ForwardLayer.ReturnSequences)
        {
            var beside = _graph.Add("Transpose", [results[0]], ("perm", (int[])[0, 2, 1, 3]));
            Take(call.Outputs[0], _graph.Add("Transpose", [_graph.Add("Reshape", [beside, _graph.Wholes(0, 0, 2 * there.Units)])],
                ("perm", StepsFirst)));
            return true;
        }
        Take(call.Outputs[0], _graph.Add("Reshape", [_graph.Add("Transpose", [results[1]], ("perm", StepsFirst)),
            _graph.Wholes(0, 2 * there.Units)]));
        return true;
    }

    private string[] Recurrent(LayerOutputs call, string operation, RecurrentWeights[] directions, string direction)
    {
        var first = directions[0];
        string Joined(string name, Func<RecurrentWeights, Tensor> of) =>
            _graph.Constant($"{call.Layer.Name}/{name}", Tensor.Stack([.. directions.Select(of)]).Compute().Detach());
        List<string> inputs = [_graph.Add("Transpose", [Name(call.Inputs[0])], ("perm", StepsFirst)), Joined("W", one => one.Kernel),
            Joined("R", one => one.Recurrent)];
        if (first.Bias is not null)
            inputs.Add(Joined("B", one => one.Bias!));
        List<(string, object)> attributes = [("hidden_size", first.Units), ("direction", direction)];
        if (first.Activations is { } names)
        {
            attributes.Add(("activations", Enumerable.Repeat(names, directions.Length).SelectMany(own => own).ToArray()));
            if (first.Factors is var (alpha, beta))
            {
                // One for each activation that has them.
                var count = names.Count(name => name == "HardSigmoid") * directions.Length;
                attributes.Add(("activation_alpha", Enumerable.Repeat(alpha, count).ToArray()));
                attributes.Add(("activation_beta", Enumerable.Repeat(beta, count).ToArray()));
            }
        }
        if (operation == "GRU")
            attributes.Add(("linear_before_reset", first.ResetsAfter ? 1 : 0));
        return _graph.AddMany(operation, inputs, operation == "LSTM" ? 3 : 2, [.. attributes]);
    }

    private string Squeezed(string name, int axis) => _graph.Add("Squeeze", [name, _graph.Wholes(axis)]);

    // Elements repeated, or pictures made larger by whole factors.
    private bool Repeated(LayerOutputs call, DataFormat format, Interpolation interpolation, params int[] factors)
    {
        var x = call.Inputs[0];
        if (interpolation is not (Interpolation.Nearest or Interpolation.Bilinear) || !x.DType.IsFloat() || x.Rank != factors.Length + 2
            || (x.DType == DType.BFloat16 && _graph.Opset < 19))
        {
            return false;
        }
        var scales = _graph.Constant("scales", Tensor.From([1f, 1, .. factors.Select(factor => (float)factor)]));
        (string, object)[] way = interpolation == Interpolation.Nearest
            ? [("mode", "nearest"), ("coordinate_transformation_mode", "asymmetric"), ("nearest_mode", "floor")]
            : [("mode", "linear"), ("coordinate_transformation_mode", "half_pixel")];
        string Resized(string name) => _graph.Add("Resize", [name, "", scales], way);
        if (format == DataFormat.ChannelsLast)
            return Picture(_trace.Node(call.Outputs[0]), Resized(Second(x)));
        Take(call.Outputs[0], Resized(Name(x)));
        return true;
    }

    // Of the last axis: the mean and the deviation of each row.
    private bool Normalization(LayerOutputs call, LayerNormalization layer)
    {
        var x = call.Inputs[0];
        // Operator set 17 has it; an older one that was asked for gets its parts.
        if (_graph.Opset < 17 || layer.RmsScaling || !layer.Scale || x.DType != DType.Float32
            || !layer.Axis.Select(axis => axis < 0 ? axis + x.Rank : axis).SequenceEqual([x.Rank - 1]))
        {
            return false;
        }
        _graph.Need(17);
        string[] weights = [.. layer.Weights.Select(weight => _graph.Constant(weight.Variable.Name, weight.Variable.ToTensor()))];
        var normalized = _graph.Add("LayerNormalization", [Name(x), .. weights], ("axis", -1), ("epsilon", (float)layer.Epsilon));
        // Under a policy of 16 bits it is computed in float32 and rounded then.
        var type = call.Outputs[0].DType;
        Take(call.Outputs[0], type == x.DType ? normalized : As(normalized, type));
        return true;
    }
}
