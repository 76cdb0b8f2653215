namespace Cornea.Onnx;

/// <summary>Pictures read or written at regions, patches and positions.</summary>
internal static class RegionOperators
{
    public static IEnumerable<OperatorEntry> Entries =>
    [
        OperatorEntry.Of("AffineGrid", 20, "align_corners", Grid),
        OperatorEntry.Of("Col2Im", 18, "dilations pads strides", Fold),
        OperatorEntry.Of("MaxUnpool", 9, "kernel_shape pads strides", Unpool),
        OperatorEntry.Of("RoiAlign", 10, "coordinate_transformation_mode mode output_height output_width sampling_ratio spatial_scale",
            Align),
        OperatorEntry.Of("DeformConv", 19, "dilations group kernel_shape offset_group pads strides", Deform),
    ];

    private static Tensor Grid(OperatorCall call)
    {
        var (theta, size) = (call[0], call.KnownInts(1, "the size"));
        var rank = size.Length - 2;
        if (rank is not (2 or 3) || theta.Rank != 3 || theta.Shape[1] != rank || theta.Shape[2] != rank + 1)
            throw call.Fault($"{theta.Shape} are no transformations of pictures ({string.Join(", ", size)})");
        var lengths = size[2..];
        ShapeOperators.Made(call, [size[0], .. lengths, rank]);
        var corners = call.Int("align_corners", 0) == 1;
        // (x, y, ..., 1) of each element: the last axis of the picture comes first.
        var columns = Enumerable.Range(0, rank).Select(i =>
        {
            var axis = rank - 1 - i;
            var along = Enumerable.Repeat(1, rank).ToArray();
            along[axis] = lengths[axis];
            var places = Enumerable.Range(0, lengths[axis]).Select(at => corners
                ? (lengths[axis] == 1 ? 0 : 2f * at / (lengths[axis] - 1) - 1) : (2f * at + 1) / lengths[axis] - 1).ToArray();
            return Tensor.From(places, new Shape(along)).BroadcastTo(new Shape(lengths)).Flatten();
        }).Append(Tensor.Ones([lengths.Aggregate(1, (a, b) => a * b)])).ToArray();
        var places = Tensor.Stack(columns, 1).Cast(theta.DType);
        return Tensor.MatMul(places.ExpandDims(0), theta.SwapAxes(1, 2)).Reshape(new Shape([theta.Shape[0], .. lengths, rank]));
    }

    private static int[] Each(OperatorCall call, string name, int count, int otherwise)
    {
        var values = call.Ints(name) ?? [.. Enumerable.Repeat(otherwise, count)];
        return values.Length == count && values.All(value => value >= (otherwise == 0 ? 0 : 1)) ? values
            : throw call.Fault($"{name} has {count} numbers, but received {string.Join(", ", values)}", name);
    }

    // Patches added up where they lie over each other.
    private static Tensor Fold(OperatorCall call)
    {
        var (x, picture, block) = (call[0], call.KnownInts(1, "the shape of the picture"), call.KnownInts(2, "the shape of the patches"));
        var rank = picture.Length;
        var (dilations, strides) = (Each(call, "dilations", rank, 1), Each(call, "strides", rank, 1));
        var pads = Each(call, "pads", 2 * rank, 0);
        if (block.Length != rank || block.Any(length => length < 1) || x.Rank != 3)
            throw call.Fault($"patches ({string.Join(", ", block)}) of {x.Shape} do not make ({string.Join(", ", picture)})");
        int[] wide = [.. picture.Select((length, i) => length + pads[i] + pads[i + rank])];
        int[] counts = [.. wide.Select((length, i) => (length - dilations[i] * (block[i] - 1) - 1) / strides[i] + 1)];
        var area = ShapeOperators.Made(call, block).Size;
        if (counts.Any(count => count < 1) || x.Shape[2] != counts.Aggregate(1L, (a, b) => a * b) || x.Shape[1] % area != 0)
            throw call.Fault($"{x.Shape} has not {string.Join(" x ", counts)} patches of {string.Join(" x ", block)}");
        ShapeOperators.Made(call, [x.Shape[0], x.Shape[1] / area, .. wide]);
        var place = Tensor.Zeros([1, 1], DType.Int64);
        for (var axis = 0; axis < rank; axis++)
        {
            Tensor Along(int[] lengths, int step)
            {
                var one = Enumerable.Repeat(1, rank).ToArray();
                one[axis] = lengths[axis];
                return (Tensor.Arange(lengths[axis], DType.Int64) * step).Reshape(new Shape(one))
                    .BroadcastTo(new Shape(lengths)).Flatten();
            }
            place = place * wide[axis] + Along(block, dilations[axis]).ExpandDims(1) + Along(counts, strides[axis]).ExpandDims(0);
        }
        var (rows, channels) = (x.Shape[0], x.Shape[1] / area);
        var flat = x.Reshape(rows * channels, area * x.Shape[2]).Transpose();
        var sum = Tensor.Zeros([new Shape(wide).Size, rows * channels], x.DType).ScatterAdd(place.Flatten(), flat).Transpose()
            .Reshape(new Shape([rows, channels, .. wide]));
        for (var axis = 0; axis < rank; axis++)
            sum = sum.Narrow(axis + 2, pads[axis], picture[axis]);
        return sum;
    }

    private static Tensor Unpool(OperatorCall call)
    {
        var (x, indices) = (call[0], call[1].Cast(DType.Int64));
        var rank = x.Rank - 2;
        var kernel = call.Ints("kernel_shape") ?? throw call.Fault("the attribute 'kernel_shape' is missing", "kernel_shape");
        if (rank < 1 || kernel.Length != rank || indices.Shape != x.Shape)
            throw call.Fault($"a window of {string.Join(" x ", kernel)} does not fit {x.Shape} and places {indices.Shape}", "kernel_shape");
        var (strides, pads) = (Each(call, "strides", rank, 1), Each(call, "pads", 2 * rank, 0));
        int[] lengths = [.. kernel.Select((size, i) => (x.Shape[i + 2] - 1) * strides[i] + size - pads[i] - pads[i + rank])];
        var inner = ShapeOperators.Made(call, [x.Shape[0], x.Shape[1], .. lengths]);
        var given = call.Optional(2) is null ? null : call.KnownInts(2, "the shape");
        // The places count in the shape that follows from the window, or in a larger one of the same file.
        var placed = Ops.ScatterUpdate(Tensor.Zeros([inner.Size], x.DType), indices.Flatten().ExpandDims(1), x.Flatten()).Reshape(inner);
        if (given is null)
            return placed;
        var outer = ShapeOperators.Made(call, given);
        return outer.Rank == inner.Rank && outer.Zip(inner, (a, b) => a >= b).All(fits => fits)
            ? placed.Pad(new int[inner.Rank], [.. outer.Zip(inner, (a, b) => a - b)])
            : throw call.Fault($"the shape {outer} is smaller than {inner}");
    }

    private static Tensor Align(OperatorCall call)
    {
        var (x, regions, rows) = (call[0], call[1], call[2].Cast(DType.Int64));
        var (high, wide, grid) = (call.Int("output_height", 1), call.Int("output_width", 1), call.Int("sampling_ratio", 0));
        if (x.Rank != 4 || regions.Rank != 2 || regions.Shape[1] != 4 || high < 1 || wide < 1)
            throw call.Fault($"{regions.Shape} are no regions of {x.Shape}");
        if (grid < 1)
            return AdaptiveRegions.Align(call);
        ShapeOperators.Made(call, [regions.Shape[0], high * grid, wide * grid, x.Shape[1]]);
        var half = call.Text("coordinate_transformation_mode", call.Opset < 16 ? "output_half_pixel" : "half_pixel") == "half_pixel";
        var corners = regions * call.Float("spatial_scale", 1) - (half ? 0.5 : 0);
        // Positions of the points along an axis: (regions, points).
        Tensor Points(int first, int parts)
        {
            var (start, end) = (corners.Narrow(1, first, 1), corners.Narrow(1, first + 2, 1));
            var length = half ? end - start : Tensor.Maximum(end - start, 1);
            var shares = Tensor.From(Enumerable.Range(0, parts * grid).Select(i => (i + 0.5f) / (parts * grid)).ToArray());
            return start + length * shares.Cast(start.DType);
        }
        var (y, across) = (Between(Points(1, high), x.Shape[2]), Between(Points(0, wide), x.Shape[3]));
        var picture = x.MoveAxis(1, -1).Reshape(x.Shape[0] * x.Shape[2] * x.Shape[3], x.Shape[1]);
        var largest = call.Text("mode", "avg") == "max";
        Tensor? sum = null;
        foreach (var (row, rowShare) in y)
        {
            foreach (var (column, columnShare) in across)
            {
                var place = (rows.Reshape(rows.Size, 1, 1) * x.Shape[2] + row.ExpandDims(2)) * x.Shape[3] + column.ExpandDims(1);
                var part = picture.Gather(place) * (rowShare.ExpandDims(2) * columnShare.ExpandDims(1)).ExpandDims(-1);
                sum = sum is null ? part : largest ? Tensor.Maximum(sum, part) : sum + part;
            }
        }
        var points = sum!.Reshape(regions.Shape[0], high, grid, wide, grid, x.Shape[1]);
        return (largest ? points.Max([2, 4]) : points.Mean([2, 4])).MoveAxis(-1, 1);
    }

    /// <summary>The two elements around each position with their shares; nothing beyond one element outside.</summary>
    public static (Tensor Place, Tensor Share)[] Between(Tensor at, int length)
    {
        var inside = (at >= -1) & (at <= length);
        var limited = Tensor.Minimum(Tensor.Maximum(at, 0), length - 1);
        var low = Tensor.Minimum(limited.Floor(), length - 1);
        var share = limited - low;
        var high = Tensor.Minimum(low + 1, length - 1);
        return [(low.Cast(DType.Int64), Tensor.Where(inside, 1 - share, 0)), (high.Cast(DType.Int64), Tensor.Where(inside, share, 0))];
    }

    private static Tensor Deform(OperatorCall call)
    {
        var (x, weights, offsets) = (call[0], call[1], call[2]);
        if (x.Rank != 4 || weights.Rank != 4 || offsets.Rank != 4)
            throw call.Fault($"pictures are needed, but {x.Shape}, {weights.Shape} and {offsets.Shape} came");
        var (group, shifts) = (call.Int("group", 1), call.Int("offset_group", 1));
        var window = WindowSettings.Of(call, [x.Shape[2], x.Shape[3]], [weights.Shape[2], weights.Shape[3]]);
        var (rows, channels, taps) = (x.Shape[0], x.Shape[1], window.Kernel[0] * window.Kernel[1]);
        var (high, wide) = (window.Outputs[0], window.Outputs[1]);
        if (group < 1 || shifts < 1 || channels != (long)weights.Shape[1] * group || weights.Shape[0] % group != 0 || channels % shifts != 0
            || offsets.Shape != new Shape(rows, shifts * taps * 2, high, wide))
        {
            throw call.Fault($"offsets {offsets.Shape} and weights {weights.Shape} do not fit {x.Shape}", "offset_group");
        }
        ShapeOperators.Made(call, [rows, channels, taps, high, wide]);
        var offset = offsets.Reshape(rows, shifts, taps, 2, high, wide);
        var mask = call.Optional(4)?.Reshape(rows, shifts, taps, high, wide);
        Tensor Starts(int axis) => Tensor.Arange(window.Outputs[axis], DType.Float32) * window.Strides[axis] - window.Low[axis];
        var sampled = new Tensor[taps];
        for (var tap = 0; tap < taps; tap++)
        {
            var moved = offset.Narrow(2, tap, 1).Squeeze(2);
            var y = Starts(0).ExpandDims(1) + moved.Narrow(2, 0, 1).Squeeze(2) + tap / window.Kernel[1] * window.Dilations[0];
            var across = Starts(1) + moved.Narrow(2, 1, 1).Squeeze(2) + tap % window.Kernel[1] * window.Dilations[1];
            var value = Read(x, y, across, shifts);
            sampled[tap] = mask is null ? value : value * mask.Narrow(2, tap, 1).ExpandDims(2).Reshape(rows, shifts, 1, high, wide);
        }
        // (rows, channels, taps, places) by the weights of each group.
        var all = Tensor.Stack([.. sampled.Select(value => value.Reshape(rows, channels, high * wide))], 2)
            .Reshape(rows, group, channels / group * taps, high * wide);
        var kernel = weights.Reshape(1, group, weights.Shape[0] / group, weights.Shape[1] * taps);
        var result = Tensor.MatMul(kernel, all).Reshape(rows, weights.Shape[0], high, wide);
        return call.Optional(3) is { } bias ? result + bias.Reshape(bias.Size, 1, 1) : result;
    }

    // Elements between others, 0 outside: (rows, groups, channels of a group, height, width).
    private static Tensor Read(Tensor x, Tensor y, Tensor across, int groups)
    {
        var (rows, channels, high, wide) = (x.Shape[0], x.Shape[1], x.Shape[2], x.Shape[3]);
        var each = channels / groups;
        var picture = x.Reshape(rows, groups, each, high * wide).MoveAxis(2, -1).Reshape(rows * groups * high * wide, each);
        var first = (Tensor.Arange(rows * groups, DType.Int64) * (high * wide)).Reshape(rows, groups, 1, 1);
        var (top, left) = (y.Floor(), across.Floor());
        var (down, right) = (y - top, across - left);
        Tensor? sum = null;
        foreach (var (moreDown, moreRight) in ((int, int)[])[(0, 0), (0, 1), (1, 0), (1, 1)])
        {
            var (row, column) = (top + moreDown, left + moreRight);
            var inside = (row >= 0) & (row < high) & (column >= 0) & (column < wide);
            var share = (moreDown == 1 ? down : 1 - down) * (moreRight == 1 ? right : 1 - right);
            var place = Tensor.Minimum(Tensor.Maximum(row, 0), high - 1).Cast(DType.Int64) * wide
                + Tensor.Minimum(Tensor.Maximum(column, 0), wide - 1).Cast(DType.Int64) + first;
            var part = picture.Gather(place) * Tensor.Where(inside, share, 0).ExpandDims(-1);
            sum = sum is null ? part : sum + part;
        }
        return sum!.MoveAxis(-1, 2);
    }
}
