namespace Cornea.Onnx;

/// <summary>Operators of language models that carry a state from one call to the next.</summary>
internal static class StateOperators
{
    private const int MostSteps = 1024;

    public static IEnumerable<OperatorEntry> Entries =>
    [
        OperatorEntry.Of("TensorScatter", 24, "axis mode", Scatter),
        OperatorEntry.Of("SwiGLU", 28, "alpha", call =>
            call[0] * (call[0] * call.Float("alpha", 1)).Sigmoid() * call[1]) with { OneType = true, Order = AxisOrder.Any },
        new OperatorEntry("CausalConvWithState", 27, "activation", Convolve),
        new OperatorEntry("LinearAttention", 27, "chunk_size kv_num_heads q_num_heads scale update_rule", Attend),
    ];

    // New rows at a position of each sample's cache.
    private static Tensor Scatter(OperatorCall call)
    {
        var (cache, update) = (call[0], call[1]);
        var axis = call.Axis(call.Int("axis", -2), cache.Rank);
        if (axis == 0 || update.Rank != cache.Rank)
            throw call.Fault($"rows {update.Shape} do not fit {cache.Shape} on axis {axis}", "axis");
        var along = Enumerable.Repeat(1, cache.Rank).ToArray();
        along[axis] = update.Shape[axis];
        var places = Tensor.Arange(update.Shape[axis], DType.Int64).Reshape(new Shape(along));
        if (call.Optional(2) is { } starts)
            places += starts.Cast(DType.Int64).Reshape(new Shape([starts.Size, .. Enumerable.Repeat(1, cache.Rank - 1)]));
        places = call.Text("mode", "linear") switch
        {
            "linear" => places,
            "circular" => places % cache.Shape[axis],
            var other => throw call.Fault($"mode '{other}' is not known", "mode"),
        };
        return IndexingOperators.Placed(cache, places.BroadcastTo(update.Shape), update, axis, ScatterReduction.Replace);
    }

    // A convolution of each channel over what came before.
    private static Tensor?[] Convolve(OperatorCall call)
    {
        var (x, weights) = (call[0], call[1]);
        if (x.Rank != 3 || weights.Rank != 3 || weights.Shape[0] != x.Shape[1] || weights.Shape[1] != 1)
            throw call.Fault($"{weights.Shape} is no kernel for each channel of {x.Shape}");
        var before = weights.Shape[2] - 1;
        var whole = call.Optional(3) is { } past ? Tensor.Concat([past, x], 2) : x.Pad([0, 0, before], [0, 0, 0]);
        var kernel = weights.Transpose(2, 1, 0);
        var y = Tensor.Convolution(whole.MoveAxis(1, -1), kernel, [0], [0], [1], [1], x.Shape[1]);
        y = (call.Optional(2) is { } bias ? y + bias : y).MoveAxis(-1, 1);
        y = call.Text("activation", "none") switch
        {
            "none" => y,
            "silu" or "swish" => y * y.Sigmoid(),
            var other => throw call.Fault($"activation '{other}' is not known", "activation"),
        };
        return [y, whole.Narrow(2, whole.Shape[2] - before, before)];
    }

    // Attention whose memory is one matrix for each head: read by queries, written by keys and values.
    private static Tensor?[] Attend(OperatorCall call)
    {
        var (readers, writers) = (call.Required("q_num_heads"), call.Required("kv_num_heads"));
        var rule = call.Text("update_rule", "gated_delta");
        var (gated, corrected) = (rule is "gated" or "gated_delta", rule is "delta" or "gated_delta");
        if (!gated && !corrected && rule != "linear")
            throw call.Fault($"update_rule '{rule}' is not known", "update_rule");
        if (readers < 1 || writers < 1 || readers % writers != 0)
            throw call.Fault($"{readers} heads of queries do not share {writers} heads of keys", "q_num_heads");
        Tensor Heads(Tensor flat, int heads) => flat.Rank == 3 && flat.Shape[2] % heads == 0
            ? flat.Reshape(flat.Shape[0], flat.Shape[1], heads, flat.Shape[2] / heads).SwapAxes(1, 2).Cast(DType.Float32)
            : throw call.Fault($"{flat.Shape} is no batch of {heads} heads");
        var (q, k, v) = (Heads(call[0], readers), Heads(call[1], writers), Heads(call[2], writers));
        var (rows, steps) = (q.Shape[0], q.Shape[2]);
        if (steps > MostSteps)
            throw call.Fault($"at most {MostSteps} steps are supported, but {steps} came");
        var decay = gated ? Heads(call[4], writers).Exp() : null;
        var beta = corrected ? Heads(call[5], call[5].Shape[^1] == 1 ? 1 : writers) : null;
        var given = call.Float("scale", 0);
        var scale = given == 0 ? 1 / Math.Sqrt(q.Shape[3]) : given;
        var state = call.Optional(3) is { } past ? past.Cast(DType.Float32)
            : Tensor.Zeros([rows, writers, k.Shape[3], v.Shape[3]]);
        var outputs = new Tensor[steps];
        for (var step = 0; step < steps; step++)
        {
            Tensor At(Tensor all) => all.Narrow(2, step, 1).Squeeze(2);
            var key = At(k).ExpandDims(3);
            if (decay is not null)
                state *= At(decay).ExpandDims(3);
            var value = At(v);
            if (beta is not null)
                value = At(beta) * (value - (state * key).Sum(2));
            state += key * value.ExpandDims(2);
            var seen = readers == writers ? state : state.Repeat(readers / writers, 1);
            outputs[step] = (At(q).ExpandDims(3) * seen).Sum(2) * scale;
        }
        var y = Tensor.Stack(outputs, 1).Reshape(rows, steps, readers * v.Shape[3]).Cast(call[0].DType);
        return [y, state.Cast(call.Optional(3)?.DType ?? call[0].DType)];
    }
}
