namespace Cornea.Onnx;

/// <summary>Attention and the rotation of positions.</summary>
internal static class AttentionOperators
{
    public static IEnumerable<OperatorEntry> Entries =>
    [
        new OperatorEntry("Attention", 23,
            "is_causal kv_num_heads left_window_size q_num_heads qk_matmul_output_mode right_window_size scale softcap softmax_precision",
                Attention),
        OperatorEntry.Of("RotaryEmbedding", 23, "interleaved num_heads rotary_embedding_dim", Rotate),
    ];

    private static Tensor?[] Attention(OperatorCall call)
    {
        var flat = call[0].Rank == 3;
        var q = Heads(call, call[0], "q_num_heads");
        var (k, v) = (Heads(call, call[1], "kv_num_heads"), Heads(call, call[2], "kv_num_heads"));
        var past = call.Optional(4)?.Shape[2] ?? 0;
        if (call.Optional(4) is { } pastKey)
            k = Tensor.Concat([pastKey, k], 2);
        if (call.Optional(5) is { } pastValue)
            v = Tensor.Concat([pastValue, v], 2);
        var (presentKey, presentValue) = (k, v);
        if (k.Shape[1] < 1 || q.Shape[1] % k.Shape[1] != 0)
            throw call.Fault($"{q.Shape[1]} heads of queries do not share {k.Shape[1]} heads of keys", "q_num_heads");
        if (q.Shape[1] != k.Shape[1])
            (k, v) = (k.Repeat(q.Shape[1] / k.Shape[1], 1), v.Repeat(q.Shape[1] / v.Shape[1], 1));
        var scale = call.Float("scale", 1 / Math.Sqrt(q.Shape[^1]));
        var scores = Tensor.MatMul(q * Math.Sqrt(scale), (k * Math.Sqrt(scale)).SwapAxes(-1, -2));
        var mode = call.Int("qk_matmul_output_mode", 0);
        var shown = scores;
        // The cap stands before the mask, so that what is masked stays so.
        var capped = call.Float("softcap", 0) is var cap and > 0 ? (scores / cap).Tanh() * cap : scores;
        if (mode == 1)
            shown = capped;
        capped = Masked(call, capped, past);
        if (mode == 2)
            shown = capped;
        // Without an attribute that says otherwise the softmax has the type of the queries.
        var wide = call.Has("softmax_precision") ? capped.Cast(DTypes.Promote(capped.DType, DType.Float32)) : capped;
        var weights = ActivationOperators.Softmax(wide).Cast(q.DType);
        // A query that may look at nothing gets 0.
        var nothing = wide.Max(-1, true).EqualTo(double.NegativeInfinity);
        weights = Tensor.Where(nothing, 0, weights);
        if (mode == 3)
            shown = weights;
        var y = Tensor.MatMul(weights, v);
        if (flat)
            y = y.SwapAxes(1, 2).Reshape(y.Shape[0], y.Shape[2], y.Shape[1] * y.Shape[3]);
        return [y, presentKey, presentValue, shown];
    }

    private static Tensor Heads(OperatorCall call, Tensor x, string attribute)
    {
        if (x.Rank == 4)
            return x;
        var heads = call.Required(attribute);
        return x.Rank == 3 && heads > 0 && x.Shape[2] % heads == 0
            ? x.Reshape(x.Shape[0], x.Shape[1], heads, x.Shape[2] / heads).SwapAxes(1, 2)
            : throw call.Fault($"{x.Shape} is no batch of {heads} heads", attribute);
    }

    private static Tensor Masked(OperatorCall call, Tensor scores, int past)
    {
        var (queries, keys) = (scores.Shape[2], scores.Shape[3]);
        if (call.Optional(3) is { } mask)
        {
            // A mask may be shorter than the keys: what it does not speak of is not looked at.
            if (mask.Shape[^1] < keys && mask.Shape[^1] > 1)
            {
                var high = new int[mask.Rank];
                high[^1] = keys - mask.Shape[^1];
                mask = mask.DType == DType.Bool ? mask.Cast(DType.Int32).Pad(new int[mask.Rank], high).Cast(DType.Bool)
                    : mask.Pad(new int[mask.Rank], high, double.NegativeInfinity);
            }
            scores = mask.DType == DType.Bool ? Tensor.Where(mask, scores, double.NegativeInfinity) : scores + mask;
        }
        var lengths = call.Opset >= 24 ? call.Optional(6) : null;
        if (lengths is not null)
        {
            var seen = Tensor.Arange(keys, DType.Int64).ExpandDims(0) < lengths.Cast(DType.Int64).ExpandDims(1);
            scores = Tensor.Where(seen.ExpandDims(1).ExpandDims(1), scores, double.NegativeInfinity);
        }
        var (causal, left, right) = (call.Int("is_causal", 0) != 0, call.Int("left_window_size", -1), call.Int("right_window_size", -1));
        if (!causal && left < 0 && right < 0)
            return scores;
        var place = Tensor.Arange(keys, DType.Int64).ExpandDims(0) - Tensor.Arange(queries, DType.Int64).ExpandDims(1);
        var limit = lengths is null ? Tensor.From((long)past) : (lengths.Cast(DType.Int64) - queries).Reshape(lengths.Size, 1, 1, 1);
        // How far a key lies behind the place of its query.
        var distance = place - limit;
        if (causal)
            scores = Tensor.Where(distance <= 0, scores, double.NegativeInfinity);
        if (left >= 0)
            scores = Tensor.Where(distance >= -left, scores, double.NegativeInfinity);
        return right >= 0 ? Tensor.Where(distance <= right, scores, double.NegativeInfinity) : scores;
    }

    private static Tensor Rotate(OperatorCall call)
    {
        var given = call[0];
        var x = given.Rank == 3 ? Heads(call, given, "num_heads") : given;
        var size = call.Int("rotary_embedding_dim", 0) is var named and > 0 ? named : x.Shape[^1];
        var (cosine, sine) = (call[1], call[2]);
        if (call.Optional(3) is { } places)
        {
            (cosine, sine) = (cosine.Gather(IndexingOperators.FromStart(places, cosine.Shape[0])),
                sine.Gather(IndexingOperators.FromStart(places, sine.Shape[0])));
        }
        (cosine, sine) = (cosine.Narrow(-1, 0, size / 2).ExpandDims(1), sine.Narrow(-1, 0, size / 2).ExpandDims(1));
        var turned = x.Narrow(-1, 0, size);
        var pairs = call.Int("interleaved", 0) == 1;
        var (first, second) = pairs
            ? (ShapeOperators.Every(turned, 3, 2), ShapeOperators.Every(turned.Narrow(3, 1, size - 1), 3, 2))
            : (turned.Narrow(3, 0, size / 2), turned.Narrow(3, size / 2, size / 2));
        var (real, imaginary) = (first * cosine - second * sine, first * sine + second * cosine);
        var joined = pairs ? Tensor.Stack([real, imaginary], 4).Reshape(turned.Shape) : Tensor.Concat([real, imaginary], 3);
        var result = size == x.Shape[^1] ? joined : Tensor.Concat([joined, x.Narrow(3, size, x.Shape[^1] - size)], 3);
        return given.Rank == 3 ? result.SwapAxes(1, 2).Reshape(given.Shape) : result;
    }
}
