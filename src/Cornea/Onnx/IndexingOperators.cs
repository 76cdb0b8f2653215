namespace Cornea.Onnx;

/// <summary>Elements chosen and placed by index.</summary>
internal static class IndexingOperators
{
    public static IEnumerable<OperatorEntry> Entries =>
    [
        OperatorEntry.Of("Gather", 1, "axis", call =>
        {
            var axis = call.Axis(call.Int("axis", 0), call[0].Rank);
            return call[0].Gather(FromStart(call[1], call[0].Shape[axis]), axis);
        }),
        OperatorEntry.Of("GatherElements", 11, "axis", call =>
        {
            var axis = call.Axis(call.Int("axis", 0), call[0].Rank);
            var (x, indices) = (call[0], FromStart(call[1], call[0].Shape[axis]));
            // The other axes of the indices may be shorter.
            for (var other = 0; other < x.Rank; other++)
                x = other == axis ? x : x.Narrow(other, 0, indices.Shape[other]);
            return x.TakeAlong(indices, axis);
        }),
        OperatorEntry.Of("GatherND", 11, "batch_dims", GatherNd),
        OperatorEntry.Of("ScatterElements", 11, "axis reduction", ScatterElements),
        OperatorEntry.Of("Scatter", 9, "axis", ScatterElements) with { Until = 10 },
        OperatorEntry.Of("ScatterND", 11, "reduction", call => Ops.ScatterUpdate(call[0], call[1], call[2], Reduction(call))),
        OperatorEntry.Of("OneHot", 9, "axis", OneHot),
    ];

    /// <summary>Indices of which negative ones count from the end, as numbers from 0.</summary>
    public static Tensor FromStart(Tensor indices, int length)
    {
        var whole = indices.DType is DType.Int32 or DType.Int64 ? indices : indices.Cast(DType.Int64);
        if (!whole.IsComputed)
            return Tensor.Where(whole < 0, whole + length, whole);
        return whole.ToArray<long>().Any(index => index < 0) ? Tensor.Where(whole < 0, whole + length, whole) : whole;
    }

    private static Tensor GatherNd(OperatorCall call)
    {
        var (x, indices, batch) = (call[0], call[1], call.Int("batch_dims", 0));
        var depth = indices.Shape[^1];
        if (batch + depth > x.Rank || batch >= indices.Rank || batch < 0)
            throw call.Fault($"{depth} indices behind {batch} batch axes do not fit {x.Shape}", "batch_dims");
        var rows = Tensor.Zeros(new Shape([.. indices.Shape[..^1]]), DType.Int64);
        for (var i = 0; i < depth; i++)
        {
            var length = x.Shape[batch + i];
            rows = rows * length + FromStart(indices.Narrow(-1, i, 1).Squeeze(-1), length);
        }
        var before = x.Shape[..batch].Size;
        var each = x.Shape[batch..(batch + depth)].Size;
        var flat = x.Reshape(new Shape([before * each, .. x.Shape[(batch + depth)..]]));
        var perBatch = rows.Reshape(new Shape([before, rows.Size / Math.Max(1, before)]));
        var places = (perBatch + (Tensor.Arange(before, DType.Int64) * each).ExpandDims(1)).Reshape(rows.Shape);
        return flat.Gather(places);
    }

    private static ScatterReduction Reduction(OperatorCall call) => call.Text("reduction", "none") switch
    {
        "none" => ScatterReduction.Replace,
        "add" => ScatterReduction.Add,
        "mul" => ScatterReduction.Multiply,
        "max" => ScatterReduction.Max,
        "min" => ScatterReduction.Min,
        var other => throw call.Fault($"reduction '{other}' is not known", "reduction"),
    };

    private static Tensor ScatterElements(OperatorCall call)
    {
        var axis = call.Axis(call.Int("axis", 0), call[0].Rank);
        return Placed(call[0], FromStart(call[1], call[0].Shape[axis]).Cast(DType.Int64), call[2], axis, Reduction(call));
    }

    /// <summary>Elements placed along an axis by their indices, all other axes as they are.</summary>
    public static Tensor Placed(Tensor x, Tensor indices, Tensor updates, int axis, ScatterReduction reduction)
    {
        // The place of each element in all axes.
        var places = Enumerable.Range(0, x.Rank).Select(other =>
        {
            if (other == axis)
                return indices;
            var along = new int[x.Rank];
            Array.Fill(along, 1);
            along[other] = indices.Shape[other];
            return Tensor.Arange(indices.Shape[other], DType.Int64).Reshape(new Shape(along)).BroadcastTo(indices.Shape);
        });
        return Ops.ScatterUpdate(x, Tensor.Stack([.. places], x.Rank), updates, reduction);
    }

    private static Tensor OneHot(OperatorCall call)
    {
        var depth = call.KnownInts(1, "the depth") is [var one] ? one : throw call.Fault("the depth is one number");
        var (indices, values) = (FromStart(call[0].Cast(DType.Int64), depth), call[2]);
        var axis = call.Axis(call.Int("axis", -1), indices.Rank + 1);
        var along = Enumerable.Repeat(1, indices.Rank + 1).ToArray();
        along[axis] = depth;
        var hot = indices.ExpandDims(axis).EqualTo(Tensor.Arange(depth, DType.Int64).Reshape(new Shape(along)));
        return Tensor.Where(hot, values[1], values[0]);
    }
}
