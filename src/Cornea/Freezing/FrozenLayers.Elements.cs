namespace Cornea.Freezing;

/// <summary>Normalizations, merging and recurrent layers.</summary>
internal static partial class FrozenLayers
{
    private static string? BatchNormalization(BatchNormalization layer, LayerWriting to)
    {
        var (mean, variance) = (Weight(layer, "moving_mean"), Weight(layer, "moving_variance"));
        var factor = (variance + layer.Epsilon).Rsqrt() * (MaybeWeight(layer, "gamma") ?? Tensor.Ones(mean.Shape));
        var offset = (MaybeWeight(layer, "beta") ?? Tensor.Zeros(mean.Shape)) - mean * factor;
        var axis = layer.Axis < 0 ? to.Shape.Rank + layer.Axis : layer.Axis - 1;
        return ScaleShift(factor.ToArray(), offset.ToArray(), to.Shape[(axis + 1)..].Size, to);
    }

    private static string? Normalization(Normalization layer, LayerWriting to)
    {
        if (layer.Invert || layer.Axis is not ([] or [-1]) && !(layer.Axis is [var axis] && axis == to.Shape.Rank))
            return "it does not normalize the last axis";
        var probe = Tensor.From([0f, 1f], [2, 1]) * Tensor.Ones([2, to.Input.Size]);
        // Its rule is linear: what it makes of zeros and ones tells the offset and the factor.
        Tensor rows = layer.Apply(probe.Reshape(to.Input.Shape.Insert(0, 2)), new CallContext());
        var values = rows.ToArray();
        var offset = values[..to.Input.Size];
        var factor = values[to.Input.Size..].Zip(offset, (one, zero) => one - zero).ToArray();
        return ScaleShift(factor, offset, 1, to);
    }

    private static string? Rescaling(Rescaling layer, LayerWriting to)
    {
        var n = Math.Max(layer.Scale.Count, layer.Offset.Count);
        if (n != 1 && n != to.Shape[^1])
            return "its factors are not those of the last axis";
        float[] Repeated(IReadOnlyList<double> values) =>
            [.. Enumerable.Range(0, to.Shape.Rank == 0 ? 1 : to.Shape[^1]).Select(i => (float)values[values.Count == 1 ? 0 : i])];
        return ScaleShift(Repeated(layer.Scale), Repeated(layer.Offset), 1, to);
    }

    private static string? ScaleShift(float[] factor, float[] offset, int times, LayerWriting to)
    {
        float[] Repeated(float[] values) => [.. values.SelectMany(value => Enumerable.Repeat(value, times))];
        return to.Then(to.InPlace(), "ScaleShift", to.Code.Weight(Repeated(factor)), to.Code.Weight(Repeated(offset)));
    }

    private static string? LayerNormalization(LayerNormalization layer, LayerWriting to)
    {
        if (!IsEnd(layer.Axis, to.Shape))
            return "it does not normalize the last axes";
        var n = Length(layer.Axis, to.Shape);
        return to.Then(to.InPlace(), "NormalizeRows",
            to.Code.Weight(MaybeWeight(layer, "gamma") ?? Tensor.Ones([n])),
            to.Code.Weight(MaybeWeight(layer, "beta") ?? Tensor.Zeros([n])),
            (float)layer.Epsilon, !layer.RmsScaling);
    }

    private static string? RMSNormalization(RMSNormalization layer, LayerWriting to)
    {
        if (!IsEnd(layer.Axis, to.Shape))
            return "it does not normalize the last axes";
        return to.Then(to.InPlace(), "NormalizeRows", to.Code.Weight(Weight(layer, "scale")),
            to.Code.Weight(new float[Length(layer.Axis, to.Shape)]), (float)layer.Epsilon, false);
    }

    private static int Length(IReadOnlyList<int> axes, Shape shape) => shape[^axes.Count..].Size;

    // Whether the axes, counted with the batch, are the last ones in order.
    private static bool IsEnd(IReadOnlyList<int> axes, Shape shape) => axes.Select(axis => axis < 0 ? shape.Rank + 1 + axis : axis)
        .SequenceEqual(Enumerable.Range(shape.Rank + 1 - axes.Count, axes.Count));

    private static string? PReLU(Layer layer, LayerWriting to)
    {
        var alpha = Weight(layer, "alpha");
        Shape wide = [.. Enumerable.Repeat(1, to.Shape.Rank - alpha.Rank), .. alpha.Shape];
        return to.Then(to.InPlace(), "PReLU", to.Code.Weight(alpha.Reshape(wide) * Tensor.Ones(to.Shape)));
    }

    private static string? Combine(string kernel, LayerWriting to)
    {
        if (to.Inputs.Count == 1)
            return to.Reshaped();
        if (kernel != "Subtract")
            to.LargestFirst();
        var largest = to.Inputs[0];
        if (largest.Size != to.Shape.Size || to.Inputs.Skip(1).Any(input => !IsRepeated(input.Shape, to.Shape)))
            return "its inputs are of different shapes";
        var y = to.InPlace();
        foreach (var input in to.Inputs.Skip(1))
            to.Code.Call(kernel, y, input);
        return null;
    }

    // Whether a value is that of the end of another's axes, the rest being of length 1.
    public static bool IsRepeated(Shape part, Shape whole)
    {
        int[] axes = [.. Enumerable.Repeat(1, whole.Rank - part.Rank), .. part];
        var first = Array.FindIndex(axes, length => length != 1);
        return first < 0 || Enumerable.Range(first, axes.Length - first).All(axis => axes[axis] == whole[axis]);
    }

    private static string? Average(Average layer, LayerWriting to)
    {
        if (Combine("Add", to) is { } reason)
            return $"{reason} in {layer.Name}";
        var n = to.Shape[^1];
        return to.Then(to.Results[0], "ScaleShift", to.Code.Weight([.. Enumerable.Repeat(1f / to.Inputs.Count, n)]),
            to.Code.Weight(new float[n]));
    }

    private static string? Recurrent(RecurrentLayer layer, LayerWriting to)
    {
        if (layer.ReturnState || to.Inputs.Count > 1)
            return "it takes or gives states";
        return Recurrent(layer, to, to.Take());
    }

    private static string? Recurrent(RecurrentLayer layer, LayerWriting to, FrozenValue y)
    {
        if (layer.Stateful)
            return "it keeps states";
        var (steps, code) = (to.Input.Shape[0], to.Code);
        if (layer.Cell is not (LSTMCell or GRUCell or SimpleRNNCell))
            return $"there is no code for its cell {layer.Cell.ClassName}";
        var cell = (DenseCell)layer.Cell;
        var gates = cell switch { LSTMCell lstm => lstm.RecurrentActivation, GRUCell gru => gru.RecurrentActivation, _ => cell.Activation };
        if (Lambda(cell.Activation, cell.Units, code) is not { } activation || Lambda(gates, cell.Units, code) is not { } gateActivation)
            return "there is no code for its activations";
        var (kernel, recurrent) = (Weight(cell, "kernel"), Weight(cell, "recurrent_kernel"));
        var (bias, units) = (MaybeWeight(cell, "bias"), cell.Units);
        switch (cell)
        {
            case LSTMCell:
                code.Call("Lstm", to.Input, code.Weight(kernel), code.Weight(recurrent), code.Weight(bias ?? Tensor.Zeros([4 * units])), y,
                    steps, layer.GoBackwards, layer.ReturnSequences, activation, gateActivation);
                break;
            case GRUCell gru:
                var both = (bias ?? Tensor.Zeros([3 * units])).Reshape(-1, 3 * units);
                code.Call("Gru", to.Input, code.Weight(kernel), code.Weight(recurrent.Narrow(1, 0, 2 * units)),
                    code.Weight(recurrent.Narrow(1, 2 * units, units)), code.Weight(both[0]),
                    code.Weight(both.Shape[0] == 2 ? both[1] : Tensor.Zeros([3 * units])), y, steps, layer.GoBackwards,
                    layer.ReturnSequences, gru.ResetAfter, activation, gateActivation);
                break;
            default:
                code.Call("SimpleRnn", to.Input, code.Weight(kernel), code.Weight(recurrent), code.Weight(bias ?? Tensor.Zeros([units])), y,
                    steps, layer.GoBackwards, layer.ReturnSequences, activation);
                break;
        }
        return null;
    }

    private static string? Bidirectional(Bidirectional layer, LayerWriting to)
    {
        if (layer.ForwardLayer.ReturnState || to.Inputs.Count > 1)
            return "it takes or gives states";
        if (layer.MergeMode == BidirectionalMerge.None)
            return "its outputs are not merged";
        var (code, steps) = (to.Code, to.Input.Shape[0]);
        var isJoined = layer.MergeMode == BidirectionalMerge.Concatenate;
        var y = to.Take();
        var half = isJoined ? y.Shape.With(-1, y.Shape[^1] / 2) : y.Shape;
        FrozenValue[] parts = [code.Take(half), code.Take(half)];
        foreach (var (direction, part) in new[] { layer.ForwardLayer, layer.BackwardLayer }.Zip(parts))
        {
            part.Uses = 1;
            if (Recurrent(direction, to, part) is { } reason)
                return reason;
        }
        if (layer.ForwardLayer.ReturnSequences)
            code.Call("ReverseSteps", parts[1], steps);
        if (isJoined)
        {
            var (units, rows) = (half[^1], half.Size / half[^1]);
            for (var i = 0; i < 2; i++)
                code.Call("CopyBlocks", parts[i], 0, units, y, i * units, 2 * units, units, rows);
        }
        else
        {
            code.Call("Copy", parts[0], y);
            code.Call(layer.MergeMode == BidirectionalMerge.Multiply ? "Multiply" : "Add", y, parts[1]);
        }
        foreach (var part in parts)
            code.Release(part);
        return layer.MergeMode == BidirectionalMerge.Average
            ? to.Then(y, "ScaleShift", code.Weight([.. Enumerable.Repeat(0.5f, half[^1])]), code.Weight(new float[half[^1]]))
            : null;
    }

    // An activation as C# that a kernel calls on its gates.
    private static string? Lambda(Activation activation, int units, FrozenCode code)
    {
        if (activation is LinearActivation)
            return "static _ => { }";
        if (ActivationCall(activation, units) is not { } call)
            return null;
        FrozenKernels.Need(call.Kernel, code.Kernels);
        return $"static values => {call.Kernel}({string.Join(", ", call.Arguments.Select(FrozenCode.Text).Prepend("values"))})";
    }
}
