namespace Cornea.Onnx;

/// <summary>Sums, means, largest elements and the like along axes.</summary>
internal static class ReductionOperators
{
    public static IEnumerable<OperatorEntry> Entries =>
    [
        Reduce("ReduceSum", (x, axes) => x.Sum(axes, true), 13),
        Reduce("ReduceMean", Mean),
        Reduce("ReduceMax", (x, axes) => x.DType == DType.Bool ? x.Any(axes, true)
            : x.Size == 0 ? Nothing(x, axes, double.NegativeInfinity) : x.Max(axes, true)),
        Reduce("ReduceMin", (x, axes) => x.DType == DType.Bool ? x.All(axes, true)
            : x.Size == 0 ? Nothing(x, axes, double.PositiveInfinity) : x.Min(axes, true)),
        Reduce("ReduceProd", (x, axes) => x.Product(axes, true)),
        Reduce("ReduceL1", (x, axes) => x.Abs().Sum(axes, true)),
        Reduce("ReduceL2", (x, axes) => (x * x).Sum(axes, true).Cast(DTypes.Promote(x.DType, DType.Float32)).Sqrt()),
        Reduce("ReduceSumSquare", (x, axes) => (x * x).Sum(axes, true)),
        Reduce("ReduceLogSum", (x, axes) => x.Sum(axes, true).Cast(DTypes.Promote(x.DType, DType.Float32)).Log()),
        Reduce("ReduceLogSumExp", (x, axes) => x.Size == 0 ? Nothing(x, axes, double.NegativeInfinity)
            : x.Cast(DTypes.Promote(x.DType, DType.Float32)).LogSumExp(axes, true)),
        OperatorEntry.Of("ArgMax", 1, "axis keepdims select_last_index", call => Arg(call, true)),
        OperatorEntry.Of("ArgMin", 1, "axis keepdims select_last_index", call => Arg(call, false)),
        OperatorEntry.Of("CumSum", 11, "exclusive reverse", call => call[0].CumulativeSum(
            call.Axis(call.KnownInt(1, "the axis"), call[0].Rank), call.Int("exclusive", 0) == 1, call.Int("reverse", 0) == 1)
            .Cast(call[0].DType)),
        OperatorEntry.Of("CumProd", 26, "exclusive reverse", call => call[0].CumulativeProduct(
            call.Axis(call.KnownInt(1, "the axis"), call[0].Rank), call.Int("exclusive", 0) == 1, call.Int("reverse", 0) == 1)
            .Cast(call[0].DType)),
        new OperatorEntry("TopK", 1, "axis k largest sorted", TopK),
    ];

    // What no elements give.
    private static Tensor Nothing(Tensor x, int[] axes, double value)
    {
        var lengths = x.Shape.ToArray();
        foreach (var axis in axes)
            lengths[axis] = 1;
        return Tensor.Full(new Shape(lengths), value, x.DType);
    }

    private static Tensor Mean(Tensor x, int[] axes)
    {
        if (x.DType.IsFloat())
            return x.Mean(axes, true);
        var sum = x.Cast(DType.Int64).Sum(axes, true);
        var count = Math.Max(1, x.Size / Math.Max(1, sum.Size));
        return ArithmeticOperators.Divide(sum, Tensor.From((long)count));
    }

    private static OperatorEntry Reduce(string name, Func<Tensor, int[], Tensor> reduce, int axesAreInput = 18) =>
        OperatorEntry.Of(name, 1, "axes keepdims noop_with_empty_axes", call =>
        {
            var x = call[0];
            var axes = call.Opset < axesAreInput ? call.Ints("axes")
                : call.Optional(1) is null ? null : call.KnownInts(1, "the axes");
            if (axes is null or { Length: 0 })
            {
                if (call.Opset >= axesAreInput && call.Int("noop_with_empty_axes", 0) == 1)
                {
                    // Each element is reduced by itself: a square stays a square.
                    return reduce(x.ExpandDims(-1), [x.Rank]).Squeeze(-1).Cast(x.DType);
                }
                axes = [.. Enumerable.Range(0, x.Rank)];
            }
            axes = [.. axes.Select(axis => call.Axis(axis, x.Rank)).Order()];
            var reduced = (axes.Length == 0 ? reduce(x.ExpandDims(-1), [x.Rank]).Squeeze(-1) : reduce(x, axes)).Cast(x.DType);
            return call.Int("keepdims", 1) == 1 || axes.Length == 0 ? reduced : reduced.Squeeze(axes);
        });

    private static Tensor Arg(OperatorCall call, bool largest)
    {
        var x = call[0];
        var axis = call.Axis(call.Int("axis", 0), x.Rank);
        var last = call.Int("select_last_index", 0) == 1;
        var from = last ? x.Reverse(axis) : x;
        var index = largest ? from.ArgMax(axis) : from.ArgMin(axis);
        if (last)
            index = x.Shape[axis] - 1 - index;
        var result = index.Cast(DType.Int64);
        return call.Int("keepdims", 1) == 1 ? result.ExpandDims(axis) : result;
    }

    private static Tensor?[] TopK(OperatorCall call)
    {
        var count = call.Opset < 10 ? call.Required("k") : call.KnownInt(1, "the number of elements");
        var axis = call.Axis(call.Int("axis", -1), call[0].Rank);
        if (count > call[0].Shape[axis])
            throw call.Fault($"{count} elements were asked for of an axis of {call[0].Shape[axis]}", "k");
        var (values, indices) = call[0].TopK(count, axis, call.Int("largest", 1) == 1);
        return [values, indices.Cast(DType.Int64)];
    }
}
