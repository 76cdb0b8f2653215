using System.Collections.Frozen;

namespace Cornea.Layers;

internal static partial class OperationTable
{
    private static readonly FrozenDictionary<string, Func<OperationArguments, Tensors>> Others =
        new Dictionary<string, Func<OperationArguments, Tensors>>
        {
            ["Power"] = Power,
            ["Round"] = at => Cornea.Ops.Round(at.X, at.Int32("decimals")),
            ["LogicalAnd"] = at => Cornea.Ops.LogicalAnd(at.X, at.Tensor(1)),
            ["LogicalOr"] = at => Cornea.Ops.LogicalOr(at.X, at.Tensor(1)),
            ["LogicalXor"] = at => Cornea.Ops.LogicalXor(at.X, at.Tensor(1)),
            ["SquaredDifference"] = at => (at.X - at.Operand(1)).Square(),
            ["DivideNoNan"] = at => Cornea.Ops.DivideNoNan(at.X, at.Tensor(1)),
            ["Logaddexp"] = at => Cornea.Ops.LogAddExp(at.X, at.Tensor(1)),
            ["Hypot"] = at => Cornea.Ops.Hypot(at.X, at.Tensor(1)),
            ["Mean"] = at => at.X.Mean(Reduced(at), at.KeepDims),
            ["Sum"] = at => at.X.Sum(Reduced(at), at.KeepDims),
            ["Max"] = at => Cornea.Ops.Max(at.X, at.AxesOrAll, at.KeepDims, at.Double("initial")),
            ["Min"] = at => Cornea.Ops.Min(at.X, at.AxesOrAll, at.KeepDims, at.Double("initial")),
            ["Amax"] = at => Cornea.Ops.Max(at.X, at.AxesOrAll, at.KeepDims),
            ["Amin"] = at => Cornea.Ops.Min(at.X, at.AxesOrAll, at.KeepDims),
            ["Prod"] = at => Cornea.Ops.Prod(at.X, at.AxesOrAll, at.KeepDims, at.DType()),
            ["Var"] = at => at.X.Variance(Reduced(at), at.KeepDims),
            ["Std"] = at => at.X.StandardDeviation(Reduced(at), at.KeepDims),
            ["Median"] = at => Cornea.Ops.Median(at.X, at.AxesOrAll, at.KeepDims),
            ["Average"] = at => Cornea.Ops.Average(at.X, at.AxesOrAll, at.Optional(int.MaxValue, "weights")),
            ["Any"] = at => at.X.Cast(DType.Bool).Any(Reduced(at), at.KeepDims),
            ["All"] = at => at.X.Cast(DType.Bool).All(Reduced(at), at.KeepDims),
            ["CountNonzero"] = at => Cornea.Ops.CountNonZero(at.X, at.AxesOrAll),
            ["Logsumexp"] = at => Cornea.Ops.LogSumExp(at.X, at.AxesOrAll, at.KeepDims),
            ["Norm"] = at => Cornea.Ops.Norm(at.X, at.Double("ord"), at.AxesOrAll, at.KeepDims),
            ["Argmax"] = at => Cornea.Ops.ArgMax(at.X, at.AxisOrNull, at.KeepDims),
            ["Argmin"] = at => Cornea.Ops.ArgMin(at.X, at.AxisOrNull, at.KeepDims),
            ["Argsort"] = at => at.X.ArgSort(at.Axis()),
            ["Sort"] = at => at.X.Sort(at.Axis()),
            ["TopK"] = at => at.X.TopK(at.Required("k", 1).AsInt32()) is var (values, indices) ? [values, indices] : [],
            ["Cumsum"] = CumSum,
            ["Cumprod"] = at => Cornea.Ops.CumProd(at.X, at.AxisOrNull, at.DType()),
            ["Diff"] = at => Cornea.Ops.Diff(at.X, at.Int32("n", 1), at.Axis()),
            ["Matmul"] = MatMul,
            ["Dot"] = at => Tensor.Dot(at.X, at.Tensor(1)),
            ["Outer"] = at => Tensor.Outer(at.X, at.Tensor(1)),
            ["Tensordot"] = TensorDot,
            ["Einsum"] = at => Tensor.Einsum((at.Given("subscripts") ?? at.Value(0)).AsText(),
                [.. Enumerable.Range(0, at.Count).Where(at.IsTensor).Select(at.Tensor)]),
            ["Cross"] = at => Cornea.Ops.Cross(at.X, at.Tensor(1), axis: at.Given("axis")?.AsInt32()),
            ["Concatenate"] = at => Tensor.Concat(at.Tensors(0), at.Axis()),
            ["Append"] = at => Cornea.Ops.Append(at.X, at.Tensor(1), at.Given("axis")?.AsInt32()),
            ["Stack"] = at => Tensor.Stack(at.Tensors(0), at.Axis(0) is >= 0 and var axis ? axis : at.Axis() + at.Tensors(0)[0].Rank + 1),
            ["Hstack"] = at => Cornea.Ops.HStack(at.Tensors(0)),
            ["Vstack"] = at => Cornea.Ops.VStack(at.Tensors(0)),
            ["Dstack"] = at => Cornea.Ops.DStack(at.Tensors(0)),
            ["Unstack"] = at => at.X.Unstack(at.Given("axis")?.AsInt32() ?? 0),
            ["Split"] = at => at.Required("indices_or_sections", 1) is { Kind: ConfigValueKind.List } ends
                ? Cornea.Ops.Split(at.X, OperationArguments.Whole(ends), at.Int32("axis"))
                : Cornea.Ops.Split(at.X, at.Required("indices_or_sections", 1).AsInt32(), at.Int32("axis")),
            ["ArraySplit"] = at => Cornea.Ops.ArraySplit(at.X, at.Required("indices_or_sections", 1).AsInt32(), at.Int32("axis")),
            ["Reshape"] = at => at.X.Reshape(at.Wholes("newshape", 1)),
            ["Shape"] = at => Tensor.From(at.X.Shape.ToArray()),
            ["BroadcastTo"] = at => BroadcastTo(at.X, OperationArguments.Whole(at.Required("shape", 1))),
            ["Transpose"] = at => at.Given("axes", 1) is { } axes
                ? at.X.Transpose(OperationArguments.Whole(axes))
                : at.X.Transpose(),
            ["ExpandDims"] = at => Cornea.Ops.ExpandDims(at.X, at.Axes() ?? [0]),
            ["Squeeze"] = at => at.Axes() is { Length: > 0 } axes ? at.X.Squeeze(axes) : at.X.Squeeze(),
            ["Swapaxes"] = at => at.X.SwapAxes(at.Required("axis1", 1).AsInt32(), at.Required("axis2", 2).AsInt32()),
            ["Moveaxis"] = at => Cornea.Ops.MoveAxis(
                at.X, OperationArguments.Whole(at.Required("source", 1)), OperationArguments.Whole(at.Required("destination", 2))),
            ["Flip"] = at => at.X.Reverse(Reduced(at)),
            ["Roll"] = at => Cornea.Ops.Roll(
                at.X, OperationArguments.Whole(at.Required("shift", 1)), at.WholeOrNull("axis") is { } axes ? (Axes?)(Axes)axes : null),
            ["Rot90"] = at => Cornea.Ops.Rot90(
                at.X, at.Int32("k", 1), at.WholeOrNull("axes")?[0] ?? 0, at.WholeOrNull("axes")?[1] ?? 1),
            ["Clip"] = at => at.X.Clip(Bound(at, "x_min", 1), Bound(at, "x_max", 2)),
            ["Cast"] = at => at.X.Cast(at.DType("dtype", 1) ?? DType.Float32),
            ["ConvertToTensor"] = at => at.DType("dtype", 1) is { } type ? at.X.Cast(type) : at.X,
            ["SaturateCast"] = at => Cornea.Ops.SaturateCast(at.X, at.DType("dtype", 1) ?? DType.Float32),
            ["Where"] = at => Tensor.Where(at.X.Cast(DType.Bool), at.Operand(1), at.Operand(2)),
            ["Tile"] = at => Cornea.Ops.Tile(at.X, OperationArguments.Whole(at.Required("repeats", 1))),
            ["Repeat"] = at => Cornea.Ops.Repeat(
                at.X, OperationArguments.Whole(at.Required("repeats", 1)), at.Given("axis", 2)?.AsInt32()),
            ["Take"] = at => Cornea.Ops.Take(at.X, at.Tensor(1), at.Given("axis")?.AsInt32()),
            ["TakeAlongAxis"] = at => Cornea.Ops.TakeAlongAxis(at.X, at.Tensor(1), at.Given("axis")?.AsInt32()),
            ["Pad"] = Pad,
            ["Slice"] = at => Cornea.Ops.Slice(at.X, at.Tensor(1), [.. OperationArguments.Whole(at.Required("shape", 2))]),
            ["SliceUpdate"] = at => Cornea.Ops.SliceUpdate(at.X, at.Tensor(1), at.Tensor(2)),
            ["Tril"] = at => Cornea.Ops.Tril(at.X, at.Int32("k")),
            ["Triu"] = at => Cornea.Ops.Triu(at.X, at.Int32("k")),
            ["Diagonal"] = at => at.X.Diagonal(at.Int32("offset"), at.Int32("axis1"), at.Int32("axis2", 1)),
            ["Isclose"] = at => Cornea.Ops.IsClose(at.X, at.Tensor(1), at.Double("rtol") ?? 1e-5, at.Double("atol") ?? 1e-8),
            ["NanToNum"] = at => Cornea.Ops.NanToNum(at.X, at.Double("nan") ?? 0, at.Double("posinf"), at.Double("neginf")),
            ["ZerosLike"] = at => Tensor.ZerosLike(at.X, at.DType()),
            ["OnesLike"] = at => Tensor.OnesLike(at.X, at.DType()),
            ["FullLike"] = at => Tensor.FullLike(at.X, at.Operand(1), at.DType()),
            ["GetItem"] = GetItem,
        }.ToFrozenDictionary(StringComparer.Ordinal);

    private static int[] Reduced(OperationArguments at) => at.Axes() ?? [.. Enumerable.Range(0, at.X.Rank)];

    private static Operand Bound(OperationArguments at, string name, int position) =>
        at.Given(name, position)?.AsDouble() ?? at.Optional(position, name)
        ?? (Operand)(position == 1 ? double.NegativeInfinity : double.PositiveInfinity);

    private static Tensors MatMul(OperationArguments at)
    {
        var (a, b) = (at.X, at.Tensor(1));
        if (at.Boolean("transpose_a"))
        {
            a = a.SwapAxes(-1, -2);
        }
        return Tensor.MatMul(a, at.Boolean("transpose_b") ? b.SwapAxes(-1, -2) : b);
    }

    // TensorFlow can begin at the end and leave the element itself out.
    private static Tensors CumSum(OperationArguments at)
    {
        var (axis, isReverse, isExclusive) = (at.AxisOrNull, at.Boolean("reverse"), at.Boolean("exclusive"));
        if (axis is not { } along)
        {
            return Cornea.Ops.CumSum(at.X, null, at.DType());
        }
        var x = isReverse ? at.X.Reverse(along) : at.X;
        var sums = Cornea.Ops.CumSum(x, along, at.DType());
        sums = isExclusive ? sums - x : sums;
        return isReverse ? sums.Reverse(along) : sums;
    }

    private static Tensors TensorDot(OperationArguments at) => at.Given("axes", 2) switch
    {
        null => Tensor.TensorDot(at.X, at.Tensor(1)),
        { Kind: ConfigValueKind.List } pair => Tensor.TensorDot(
            at.X, at.Tensor(1), OperationArguments.Whole(pair.AsList()[0]), OperationArguments.Whole(pair.AsList()[1])),
        var count => Tensor.TensorDot(at.X, at.Tensor(1), count.AsInt32()),
    };

    // An axis of -1 keeps its length, as the batch that was not known when the model was made.
    private static Tensor BroadcastTo(Tensor x, int[] shape)
    {
        var missing = shape.Length - x.Rank;
        return x.BroadcastTo(new Shape([.. shape.Select((length, i) => length >= 0 ? length : x.Shape[i - missing])]));
    }

    private static Tensors Pad(OperationArguments at)
    {
        var widths = at.Required("pad_width", 1).AsList();
        var pairs = widths[0].Kind == ConfigValueKind.List
            ? widths.Select(pair => (pair.AsList()[0].AsInt32(), pair.AsList()[1].AsInt32())).ToArray()
            : [.. Enumerable.Repeat((widths[0].AsInt32(), widths[1].AsInt32()), at.X.Rank)];
        var mode = at.Given("mode")?.AsText() ?? "constant";
        return Enum.TryParse<PadMode>(mode, ignoreCase: true, out var known)
            ? Cornea.Ops.Pad(at.X, pairs, known, at.Double("constant_values") ?? 0)
            : throw new ConfigException($"The padding mode '{mode}' is not known here.");
    }

    private static Tensors GetItem(OperationArguments at)
    {
        var key = at.Given("key") ?? at.Value(1);
        Slice[] slices = [.. (key.Kind == ConfigValueKind.List ? key.AsList() : [key]).Select(Part)];
        return at.X[slices];
    }

    private static Slice Part(ConfigValue part)
    {
        if (part.IsNull)
        {
            return Slice.NewAxis;
        }
        if (part.Kind != ConfigValueKind.Object)
        {
            return part.AsInt32();
        }
        if (part.AsObject()["class_name"].AsText() == "__ellipsis__")
        {
            return Slice.Ellipsis;
        }
        var slice = part.AsObject()["config"].AsObject();
        return Slice.Step(slice.Given("start")?.AsInt32(), slice.Given("stop")?.AsInt32(), slice.Given("step")?.AsInt32() ?? 1);
    }
}
