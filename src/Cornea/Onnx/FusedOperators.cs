namespace Cornea.Onnx;

/// <summary>What onnxruntime's optimizer makes of several operators, in its own domain.</summary>
internal static class FusedOperators
{
    private const string Domain = "com.microsoft";

    public static IEnumerable<OperatorEntry> Entries =>
    [
        OperatorEntry.Of("FusedConv", 1, "auto_pad dilations group kernel_shape pads strides activation activation_params", call =>
        {
            var y = ConvolutionOperators.Convolve(call, call[0], call[1], call.Optional(2));
            return Activated(call, call.Optional(3) is { } more ? y + more : y, call.Floats("activation_params") ?? []);
        }, Domain),
        OperatorEntry.Of("FusedGemm", 1, "alpha beta transA transB activation activation_alpha activation_beta activation_gamma", call =>
            Activated(call, LinearOperators.Gemm(call),
                [.. new[] { "activation_alpha", "activation_beta", "activation_gamma" }.Where(call.Has).Select(name =>
                    (float)call.Float(name, 0))]), Domain),
        new OperatorEntry("SkipSimplifiedLayerNormalization", 1, "epsilon", call =>
        {
            var sum = call[0] + call[1];
            sum = call.Optional(3) is { } bias ? sum + bias : sum;
            var y = sum * ((sum * sum).Mean(-1, true) + call.Float("epsilon", 1e-12)).Rsqrt() * call[2];
            return [y, null, null, sum];
        }, Domain),
        new OperatorEntry("EmbedLayerNormalization", 1, "epsilon mask_index_type", Embed, Domain),
        new OperatorEntry("Attention", 1, "do_rotary mask_filter_value num_heads past_present_share_buffer qkv_hidden_sizes "
            + "rotary_embedding_dim scale unidirectional", SelfAttention, Domain),
        new OperatorEntry("MultiHeadAttention", 1, "mask_filter_value num_heads scale unidirectional", Attention, Domain),
        OperatorEntry.Of("BiasSoftmax", 1, "axis is_inner_broadcast", call =>
        {
            var sum = call[0] + call[1];
            var axis = call.Axis(call.Int("axis", 1), sum.Rank);
            return sum.Reshape(new Shape([sum.Shape[..axis].Size, sum.Shape[axis..].Size])).Softmax().Reshape(sum.Shape);
        }, Domain),
        OperatorEntry.Of("BiasAdd", 1, "", call => call[0] + call[1] + call[2], Domain),
        OperatorEntry.Of("Inverse", 1, "", call => Ops.Inv(call[0]), Domain),
        OperatorEntry.Of("CDist", 1, "metric", call =>
        {
            var squares = (call[0].ExpandDims(1) - call[1].ExpandDims(0)).Square().Sum(-1);
            return call.Text("metric", "sqeuclidean") switch
            {
                "sqeuclidean" => squares,
                "euclidean" => squares.Sqrt(),
                var other => throw call.Fault($"the metric '{other}' is not known", "metric"),
            };
        }, Domain),
    ];

    private static Tensor Activated(OperatorCall call, Tensor x, float[] numbers)
    {
        var name = call.Text("activation", "");
        float At(int index, float otherwise) => index < numbers.Length ? numbers[index] : otherwise;
        return name switch
        {
            "" => x,
            "Relu" => x.Relu(),
            "Tanh" => x.Tanh(),
            "Sigmoid" => x.Sigmoid(),
            "LeakyRelu" => ActivationOperators.Negative(x, x * At(0, 0.01f)),
            "Clip" => Tensor.Minimum(Tensor.Maximum(x, At(0, float.MinValue)), At(1, float.MaxValue)),
            "HardSigmoid" => ActivationOperators.HardSigmoid(x, At(0, 0.2f), At(1, 0.5f)),
            _ => throw call.Fault($"the activation '{name}' is not known", "activation"),
        };
    }

    private static Tensor?[] Embed(OperatorCall call)
    {
        var (ids, words, positions) = (call[0], call[2], call[3]);
        Tensor Rows(Tensor table, Tensor index) => table.Gather(IndexingOperators.FromStart(index, table.Shape[0]));
        var places = call.Optional(8);
        var sum = Rows(words, ids) + (places is null ? positions.Narrow(0, 0, ids.Shape[1]) : Rows(positions, places));
        if (call.Optional(4) is { } segments)
            sum += Rows(segments, call[1]);
        var centered = sum - sum.Mean(-1, true);
        var y = centered * ((centered * centered).Mean(-1, true) + call.Float("epsilon", 1e-12)).Rsqrt() * call[5] + call[6];
        var lengths = call.Optional(7) is { } mask ? mask.Cast(DType.Int32).Sum(1) : Tensor.Zeros([ids.Shape[0]], DType.Int32);
        return [y, lengths, sum];
    }

    private static Tensor?[] SelfAttention(OperatorCall call)
    {
        if (call.Int("do_rotary", 0) != 0 || call.Int("past_present_share_buffer", 0) != 0)
            throw call.Fault("rotation and shared buffers are not supported", "do_rotary");
        if (call[0].Rank != 3)
            throw call.Fault($"(batch, length, features) is needed, but {call[0].Shape} came");
        var all = LinearOperators.Product(call, call[0], call[1]);
        all = call.Optional(2) is { } bias ? all + bias : all;
        var sizes = call.Ints("qkv_hidden_sizes") ?? [.. Enumerable.Repeat(all.Shape[2] / 3, 3)];
        if (sizes.Length != 3 || sizes.Sum(size => (long)size) != all.Shape[2])
            throw call.Fault($"{all.Shape[2]} columns are not {string.Join(" + ", sizes)}", "qkv_hidden_sizes");
        var (q, k) = (Heads(call, all.Narrow(2, 0, sizes[0])), Heads(call, all.Narrow(2, sizes[0], sizes[1])));
        var v = Heads(call, all.Narrow(2, sizes[0] + sizes[1], sizes[2]));
        if (call.Optional(4) is { } past)
        {
            k = Tensor.Concat([past[0], k], 2);
            v = Tensor.Concat([past[1], v], 2);
        }
        var present = call.Wants(1) ? Tensor.Stack([k, v]) : null;
        return [Attended(call, q, k, v, call.Optional(3), call.Optional(5)), present];
    }

    private static Tensor?[] Attention(OperatorCall call)
    {
        var (q, k, v) = (call[0], call.Optional(1), call.Optional(2));
        if (q.Rank == 5 || k is null || v is null)
            throw call.Fault("queries, keys and values in one tensor are not supported");
        if (call.Optional(3) is { } bias)
        {
            var width = q.Shape[^1];
            q += bias.Narrow(0, 0, width);
            k = k.Rank == 3 ? k + bias.Narrow(0, width, width) : k;
            v = v.Rank == 3 ? v + bias.Narrow(0, 2 * width, bias.Size - 2 * width) : v;
        }
        var (queries, keys, values) = (Heads(call, q), k.Rank == 4 ? k : Heads(call, k), v.Rank == 4 ? v : Heads(call, v));
        if (call.Optional(6) is { } pastKey)
            keys = Tensor.Concat([pastKey, keys], 2);
        if (call.Optional(7) is { } pastValue)
            values = Tensor.Concat([pastValue, values], 2);
        return [Attended(call, queries, keys, values, call.Optional(4), call.Optional(5)), keys, values];
    }

    private static Tensor Heads(OperatorCall call, Tensor x)
    {
        var heads = call.Required("num_heads");
        return x.Rank == 3 && heads > 0 && x.Shape[2] % heads == 0
            ? x.Reshape(x.Shape[0], x.Shape[1], heads, x.Shape[2] / heads).SwapAxes(1, 2)
            : throw call.Fault($"{x.Shape} is no batch of {heads} heads", "num_heads");
    }

    private static Tensor Attended(OperatorCall call, Tensor q, Tensor k, Tensor v, Tensor? mask, Tensor? added)
    {
        var given = call.Float("scale", 0);
        var scores = Tensor.MatMul(q, k.SwapAxes(-1, -2)) * (given == 0 ? 1 / Math.Sqrt(q.Shape[^1]) : given);
        var (rows, queries, keys) = (q.Shape[0], q.Shape[2], k.Shape[2]);
        var hidden = call.Float("mask_filter_value", -10000);
        scores = added is null ? scores : scores + added;
        if (mask is not null)
        {
            // How many keys each sample has, or for each key (and query) whether it is one.
            var seen = mask.Rank switch
            {
                1 when mask.Size == rows => (Tensor.Arange(keys) < mask.Cast(DType.Int32).ExpandDims(1)).Reshape(rows, 1, 1, keys),
                2 when mask.Shape == new Shape(rows, keys) => mask.NotEqualTo(0).Reshape(rows, 1, 1, keys),
                3 => mask.NotEqualTo(0).ExpandDims(1),
                _ => throw call.Fault($"a mask of shape {mask.Shape} is not supported"),
            };
            scores += Tensor.Where(seen, 0, hidden).Cast(scores.DType);
        }
        if (call.Int("unidirectional", 0) == 1)
        {
            var place = Tensor.Arange(keys).ExpandDims(0) - Tensor.Arange(queries).ExpandDims(1);
            scores = Tensor.Where(place <= keys - queries, scores, double.NegativeInfinity);
        }
        var y = Tensor.MatMul(scores.Softmax(), v);
        return y.SwapAxes(1, 2).Reshape(rows, queries, y.Shape[1] * y.Shape[3]);
    }
}
