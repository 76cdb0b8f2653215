namespace Cornea.Conformance;

/// <summary>Shapes, order, selection.</summary>
internal static class OpShapeRows
{
    public static OpRow[] All =>
    [
        new("reshape(x, newshape)", "Tensor.Reshape", a => a.T().Reshape((ReadOnlySpan<int>)a.Is("newshape"))),
        new("transpose(x, axes)", "Tensor.Transpose", a => a.Has("axes") ? a.T().Transpose(a.Is("axes")) : a.T().Transpose()),
        new("swapaxes(x, axis1, axis2)", "Tensor.SwapAxes", a => a.T().SwapAxes(a.I("axis1"), a.I("axis2"))),
        new("moveaxis(x, source, destination)", "Ops.MoveAxis",
        a => Cornea.Ops.MoveAxis(a.T(), a.A("source")!.Value, a.A("destination")!.Value)),
        new("squeeze(x, axis)", "Tensor.Squeeze", a => a.T().Squeeze(a.Is("axis"))),
        new("expand_dims(x, axis)", "Ops.ExpandDims", a => Cornea.Ops.ExpandDims(a.T(), a.A()!.Value)),
        new("broadcast_to(x, shape)", "Tensor.BroadcastTo", a => a.T().BroadcastTo(a.Shape())),
        new("concatenate(xs, axis)", "Tensor.Concat", a => Tensor.Concat(a.Ts("xs"), a.I("axis"))),
        new("append(x1, x2, axis)", "Ops.Append", a => Cornea.Ops.Append(a.T("x1"), a.T("x2"), a.IN("axis"))),
        new("stack(x, axis)", "Tensor.Stack", a => Tensor.Stack(a.Ts("x"), a.I("axis"))),
        new("unstack(x, num, axis)", "Tensor.Unstack", a => a.T().Unstack(a.I("axis"))),
        new("hstack(xs)", "Ops.HStack", a => Cornea.Ops.HStack(a.Ts("xs"))),
        new("vstack(xs)", "Ops.VStack", a => Cornea.Ops.VStack(a.Ts("xs"))),
        new("dstack(xs)", "Ops.DStack", a => Cornea.Ops.DStack(a.Ts("xs"))),
        new("split(x, indices_or_sections, axis)", "Ops.Split",
        a => Parts(a) is { } at ? Cornea.Ops.Split(a.T(), at, a.I("axis")) : Cornea.Ops.Split(a.T(), Count(a), a.I("axis"))),
        new("hsplit(x, indices_or_sections)", "Ops.HSplit",
        a => Parts(a) is { } at ? Cornea.Ops.HSplit(a.T(), at) : Cornea.Ops.HSplit(a.T(), Count(a))),
        new("vsplit(x, indices_or_sections)", "Ops.VSplit",
        a => Parts(a) is { } at ? Cornea.Ops.VSplit(a.T(), at) : Cornea.Ops.VSplit(a.T(), Count(a))),
        new("dsplit(x, indices_or_sections)", "Ops.DSplit",
        a => Parts(a) is { } at ? Cornea.Ops.DSplit(a.T(), at) : Cornea.Ops.DSplit(a.T(), Count(a))),
        new("array_split(x, indices_or_sections, axis)", "Ops.ArraySplit, Ops.Split",
        a => Parts(a) is { } at ? Cornea.Ops.Split(a.T(), at, a.I("axis")) : Cornea.Ops.ArraySplit(a.T(), Count(a), a.I("axis"))),
        new("flip(x, axis)", "Tensor.Reverse", a => a.T().Reverse(a.Has("axis") ? a.Is("axis") : [.. Enumerable.Range(0, a.T().Rank)])),
        new("fliplr(x)", "Tensor.Reverse", a => a.T().Reverse(1)),
        new("flipud(x)", "Tensor.Reverse", a => a.T().Reverse(0)),
        new("rot90(array, k, axes)", "Ops.Rot90",
        a => Cornea.Ops.Rot90(a.T("array"), a.I("k", 1), a.Has("axes") ? a.Is("axes")[0] : 0, a.Has("axes") ? a.Is("axes")[1] : 1)),
        new("roll(x, shift, axis)", "Ops.Roll", a => Cornea.Ops.Roll(a.T(), a.A("shift")!.Value, a.A())),
        new("tile(x, repeats)", "Ops.Tile", a => Cornea.Ops.Tile(a.T(), a.Is("repeats"))),
        new("repeat(x, repeats, axis)", "Ops.Repeat", a => Cornea.Ops.Repeat(a.T(), a.T("repeats"), a.IN("axis"))),
        new("pad(x, pad_width, mode, constant_values)", "Ops.Pad", Pad),
        new("meshgrid(*x, indexing)", "Ops.MeshGrid", a => Cornea.Ops.MeshGrid(a.All(), a.S("indexing", "xy") == "ij")),
        new("take(x, indices, axis)", "Ops.Take", a => Cornea.Ops.Take(a.T(), a.T("indices"), a.IN("axis"))),
        new("take_along_axis(x, indices, axis)", "Ops.TakeAlongAxis", a => Cornea.Ops.TakeAlongAxis(a.T(), a.T("indices"), a.IN("axis"))),
        new("get_item(x, key)", "Tensor.At", a => a.T()[Keys(a["key"]!)]),
        new("slice(inputs, start_indices, shape)", "Ops.Slice", a => Cornea.Ops.Slice(a.T("inputs"), a.T("start_indices"), a.Shape())),
        new("slice_update(inputs, start_indices, updates)", "Ops.SliceUpdate",
        a => Cornea.Ops.SliceUpdate(a.T("inputs"), a.T("start_indices"), a.T("updates"))),
        new("scatter(indices, values, shape)", "Ops.Scatter", a => Cornea.Ops.Scatter(a.T("indices"), a.T("values"), a.Shape())),
        new("scatter_update(inputs, indices, updates, reduction)", "Ops.ScatterUpdate",
        a => Cornea.Ops.ScatterUpdate(a.T("inputs"), a.T("indices"), a.T("updates"), Reduction(a))),
        new("isin(x1, x2, assume_unique, invert)", "Ops.IsIn", a => Cornea.Ops.IsIn(a.T("x1"), a.T("x2"), a.B("invert"))),
        new("nonzero(x)", "Ops.NonZero", a => Cornea.Ops.NonZero(a.T()),
            "its length depends on the values: refused by name inside a model"),
        new("unique(x, sorted, return_index, return_inverse, return_counts, axis, size, fill_value)", "Ops.Unique", Unique,
            "its length depends on the values: inside a model with size alone, else refused by name"),
        new("unravel_index(indices, shape)", "Ops.UnravelIndex", a => Cornea.Ops.UnravelIndex(a.T("indices"), a.Shape())),
        new("diag(x, k)", "Ops.Diag", a => Cornea.Ops.Diag(a.T(), a.I("k"))),
        new("diagflat(x, k)", "Ops.DiagFlat", a => Cornea.Ops.DiagFlat(a.T(), a.I("k"))),
        new("diagonal(x, offset, axis1, axis2)", "Tensor.Diagonal", a => a.T().Diagonal(a.I("offset"), a.I("axis1"), a.I("axis2", 1))),
        new("tril(x, k)", "Ops.Tril", a => Cornea.Ops.Tril(a.T(), a.I("k"))),
        new("triu(x, k)", "Ops.Triu", a => Cornea.Ops.Triu(a.T(), a.I("k"))),
        new("rearrange(tensor, pattern, h, p)", "Ops.Rearrange", a => Cornea.Ops.Rearrange(
            a.T("tensor"), a.S("pattern"), [.. new[] { "h", "p" }.Where(a.Has).Select(name => (name, a.I(name)))])),
    ];

    private static object Unique(OpCall a)
    {
        var (values, indices, inverse, counts) = Cornea.Ops.Unique(a.T(), a.IN("axis"), a.IN("size"), a.DN("fill_value"));
        Tensor[] all = [indices, inverse, counts];
        string[] names = ["return_index", "return_inverse", "return_counts"];
        return (Tensor[])[values, .. all.Where((_, i) => a.B(names[i]))];
    }

    private static int Count(OpCall a) => a.I("indices_or_sections");

    private static int[]? Parts(OpCall a) => a["indices_or_sections"] is int ? null : a.Is("indices_or_sections");

    private static object Pad(OpCall a)
    {
        (int, int)[] widths = a["pad_width"] switch
        {
            int all => [(all, all)],
            List<object?> list when list[0] is List<object?> =>
                [.. list.Select(pair => ((int)((List<object?>)pair!)[0]!, (int)((List<object?>)pair!)[1]!))],
            List<object?> list => [((int)list[0]!, (int)list[1]!)],
            var other => throw new UnsupportedCaseException($"pad_width {other}"),
        };
        return Cornea.Ops.Pad(a.T(), widths, Enum.Parse<PadMode>(a.S("mode", "constant"), ignoreCase: true), a.D("constant_values", 0));
    }

    private static ScatterReduction Reduction(OpCall a) => a.S("reduction") switch
    {
        "" => ScatterReduction.Replace,
        "mul" => ScatterReduction.Multiply,
        var name => Enum.Parse<ScatterReduction>(name, ignoreCase: true),
    };

    private static Slice[] Keys(object key) => key is List<object?> list ? [.. list.Select(Key)] : [Key(key)];

    private static Slice Key(object? key) => key switch
    {
        int index => index,
        null => Slice.NewAxis,
        "..." => Slice.Ellipsis,
        int?[] ends => Slice.Step(ends[0], ends[1], ends[2] ?? 1),
        _ => throw new UnsupportedCaseException($"the key {key}"),
    };
}
