using Cornea.Formats.Onnx;

namespace Cornea.Onnx;

/// <summary>Operators that change shapes or types, or make values from shapes.</summary>
internal static class ShapeOperators
{
    private const int MostDropped = 1 << 24;

    private const int LargestMade = 1 << 27;

    public static IEnumerable<OperatorEntry> Entries =>
    [
        OperatorEntry.Of("Shape", 1, "start end", Shape),
        OperatorEntry.Of("Size", 1, "", call => Tensor.From((long)call[0].Size)),
        OperatorEntry.Of("Reshape", 1, "shape allowzero consumed_inputs", Reshape),
        OperatorEntry.Of("Flatten", 1, "axis", Flatten),
        OperatorEntry.Of("Squeeze", 1, "axes", Squeeze),
        OperatorEntry.Of("Unsqueeze", 1, "axes", Unsqueeze),
        OperatorEntry.Of("Transpose", 1, "perm", call => call.Ints("perm") is { } order
            ? call[0].Transpose([.. order.Select(axis => call.Axis(axis, call[0].Rank))]) : call[0].Transpose()),
        OperatorEntry.Of("Expand", 8, "", call => call[0].BroadcastTo(
            Cornea.Shape.Broadcast(call[0].Shape, Made(call, call.KnownInts(1, "the shape"))))),
        OperatorEntry.Of("Tile", 1, "", Tile),
        OperatorEntry.Of("Concat", 1, "axis", Concat) with { OneType = true },
        new OperatorEntry("Split", 1, "axis split num_outputs", Split),
        OperatorEntry.Of("Slice", 1, "axes starts ends", Slice),
        OperatorEntry.Of("Pad", 1, "mode pads paddings value", Pad),
        OperatorEntry.Of("CenterCropPad", 18, "axes", CenterCropPad),
        OperatorEntry.Of("Range", 11, "", Range),
        OperatorEntry.Of("ConstantOfShape", 9, "value", ConstantOfShape),
        // An experiment of operator sets before 9, which PyTorch wrote around recurrent layers.
        OperatorEntry.Of("ConstantFill", 1, "dtype extra_shape input_as_shape shape value", ConstantFill),
        OperatorEntry.Of("EyeLike", 9, "dtype k", EyeLike),
        OperatorEntry.Of("Trilu", 14, "upper", Trilu),
        // A value that may be left out is the value here.
        OperatorEntry.Of("Optional", 15, "type", call => call[0]),
        OperatorEntry.Of("OptionalGetElement", 15, "", call => call[0]),
        OperatorEntry.Of("OptionalHasElement", 15, "", call =>
            Tensor.From(call.Count > 0 && call.Either(0) is not { Tensor: null, List: null })),
        new OperatorEntry("Dropout", 1, "ratio seed is_test consumed_inputs", Dropout) { Order = AxisOrder.First },
        OperatorEntry.Of("DepthToSpace", 1, "blocksize mode", DepthToSpace),
        OperatorEntry.Of("SpaceToDepth", 1, "blocksize mode", SpaceToDepth),
        OperatorEntry.Of("ReverseSequence", 10, "batch_axis time_axis", ReverseSequence),
    ];

    /// <summary>A shape of whole numbers; refused where it has more elements than a network needs.</summary>
    public static Shape Made(OperatorCall call, int[] lengths)
    {
        if (lengths.Any(length => length < 0))
            throw call.Fault($"the shape ({string.Join(", ", lengths)}) has a negative length");
        if (!lengths.Contains(0) && lengths.Aggregate(1.0, (size, length) => size * length) > LargestMade)
        {
            throw call.Fault(
                $"the shape ({string.Join(", ", lengths)}) has more than {LargestMade} elements, the most that one node may make");
        }
        return new Shape(lengths);
    }

    private static Tensor Shape(OperatorCall call)
    {
        var shape = call[0].Shape;
        int Place(int at) => Math.Clamp(at < 0 ? at + shape.Rank : at, 0, shape.Rank);
        var start = Place(call.Int("start", 0));
        var end = Math.Max(start, Place(call.Int("end", shape.Rank)));
        return Tensor.From(shape.Take(start..end).Select(length => (long)length).ToArray());
    }

    private static Tensor Reshape(OperatorCall call)
    {
        var x = call[0];
        var target = call.Opset < 5 ? call.Ints("shape") ?? throw call.Fault("the attribute 'shape' is missing", "shape")
            : call.KnownInts(1, "the shape");
        if (call.Int("allowzero", 0) == 0)
        {
            target = [.. target.Select((length, axis) => length != 0 ? length
                : axis < x.Rank ? x.Shape[axis]
                    : throw call.Fault($"0 as length of axis {axis} copies that of the input, which has {x.Rank} axes"))];
        }
        var open = Array.IndexOf(target, -1);
        if (open >= 0)
        {
            var others = target.Where((_, axis) => axis != open).Aggregate(1L, (size, length) => size * length);
            if (others <= 0 || x.Size % others != 0)
            {
                throw call.Fault(
                    $"{x.Shape} cannot be laid out as ({string.Join(", ", target)}): {x.Size} elements are no multiple of {others}");
            }
            target = [.. target];
            target[open] = (int)(x.Size / others);
        }
        return x.Reshape(Made(call, target));
    }

    private static Tensor Flatten(OperatorCall call)
    {
        var x = call[0];
        var axis = call.Int("axis", 1);
        axis = axis < 0 ? axis + x.Rank : axis;
        if (axis < 0 || axis > x.Rank)
            throw call.Fault($"axis {axis} was named, but there are {x.Rank} axes", "axis");
        return x.Reshape(new Shape([x.Shape[..axis].Size, x.Shape[axis..].Size]));
    }

    private static int[]? Axes(OperatorCall call, int rank)
    {
        var axes = call.Opset < 13 ? call.Ints("axes") : call.Optional(1) is null ? null : call.KnownInts(1, "the axes");
        return axes is null ? null : [.. axes.Select(axis => call.Axis(axis, rank))];
    }

    private static Tensor Squeeze(OperatorCall call)
    {
        var x = call[0];
        if (Axes(call, x.Rank) is not { } axes)
            return x.Reshape(new Shape([.. x.Shape.Where(length => length != 1)]));
        if (axes.Any(axis => x.Shape[axis] != 1))
            throw call.Fault($"axes {string.Join(", ", axes)} of {x.Shape} do not all have length 1", "axes");
        return x.Reshape(new Shape([.. x.Shape.Where((_, axis) => !axes.Contains(axis))]));
    }

    private static Tensor Unsqueeze(OperatorCall call)
    {
        var x = call[0];
        var count = (call.Opset < 13 ? call.Ints("axes")?.Length : call.KnownInts(1, "the axes").Length)
            ?? throw call.Fault("the attribute 'axes' is missing", "axes");
        var axes = Axes(call, x.Rank + count)!;
        var (result, next) = (new int[x.Rank + count], 0);
        for (var axis = 0; axis < result.Length; axis++)
            result[axis] = axes.Contains(axis) ? 1 : next < x.Rank ? x.Shape[next++] : throw call.Fault("an axis is named twice", "axes");
        return x.Reshape(new Shape(result));
    }

    private static Tensor Tile(OperatorCall call)
    {
        var x = call[0];
        int[] counts;
        if (call.Opset < 6)
        {
            counts = [.. Enumerable.Repeat(1, x.Rank)];
            counts[call.Axis(call.KnownInt(2, "the axis"), x.Rank)] = call.KnownInt(1, "the count");
        }
        else
        {
            counts = call.KnownInts(1, "the counts");
        }
        if (counts.Length != x.Rank)
            throw call.Fault($"{counts.Length} counts were given for the {x.Rank} axes of {x.Shape}");
        Made(call, [.. counts.Zip(x.Shape, (count, length) => (int)Math.Min((long)count * length, int.MaxValue))]);
        return counts.Contains(0) ? Tensor.Zeros(new Shape([.. counts.Zip(x.Shape, (a, b) => a * b)]), x.DType) : x.Tile(counts);
    }

    private static Tensor Concat(OperatorCall call)
    {
        var axis = call.Opset < 4 ? call.Int("axis", 1) : call.Required("axis");
        axis = call.Axis(axis, call[0].Rank);
        // Frameworks write parts that are empty.
        Tensor[] parts = [.. call.All.Where(part => part.Rank != call[0].Rank || part.Shape[axis] > 0)];
        return parts.Length == 0 ? call[0] : parts.Length == 1 ? parts[0] : Tensor.Concat(parts, axis);
    }

    private static Tensor?[] Split(OperatorCall call)
    {
        var x = call[0];
        var axis = call.Axis(call.Int("axis", 0), x.Rank);
        var lengths = call.Opset < 13 ? call.Ints("split") : call.Optional(1) is null ? null : call.KnownInts(1, "the lengths");
        if (lengths is null)
        {
            var parts = call.Opset >= 18 && call.Has("num_outputs") ? call.Required("num_outputs") : call.Outputs;
            var length = parts < 1 ? throw call.Fault($"{parts} parts were asked for", "num_outputs") : (x.Shape[axis] + parts - 1) / parts;
            lengths = [.. Enumerable.Range(0, parts).Select(i => Math.Clamp(x.Shape[axis] - i * length, 0, length))];
        }
        if (lengths.Any(length => length < 0) || lengths.Sum(length => (long)length) != x.Shape[axis])
            throw call.Fault($"parts of {string.Join(", ", lengths)} do not make axis {axis} of {x.Shape}", "split");
        var start = 0;
        return [.. lengths.Select(length => x.Narrow(axis, (start += length) - length, length))];
    }

    private static Tensor Slice(OperatorCall call)
    {
        var x = call[0];
        var (starts, ends) = call.Opset < 10 ? (call.Ints("starts"), call.Ints("ends"))
            : (call.KnownInts(1, "the starts"), call.KnownInts(2, "the ends"));
        if (starts is null || ends is null || starts.Length != ends.Length)
            throw call.Fault("as many starts as ends are needed", "starts");
        var axes = (call.Opset < 10 ? call.Ints("axes") : call.Optional(3) is null ? null : call.KnownInts(3, "the axes"))
            ?? [.. Enumerable.Range(0, starts.Length)];
        var steps = call.Opset < 10 || call.Optional(4) is null ? null : call.KnownInts(4, "the steps");
        if (axes.Length != starts.Length || (steps is not null && steps.Length != starts.Length))
            throw call.Fault("as many axes and steps as starts are needed", "axes");
        for (var i = 0; i < axes.Length; i++)
        {
            var axis = call.Axis(axes[i], x.Rank);
            var step = steps?[i] ?? 1;
            x = step == 0 ? throw call.Fault("a step of 0 leads nowhere") : Sliced(x, axis, starts[i], ends[i], step);
        }
        return x;
    }

    private static Tensor Sliced(Tensor x, int axis, int start, int end, int step)
    {
        var length = x.Shape[axis];
        long Place(long at) => at < 0 ? at + length : at;
        if (step > 0)
        {
            var (from, to) = (Math.Clamp(Place(start), 0, length), Math.Clamp(Place(end), 0, length));
            var range = x.Narrow(axis, (int)from, (int)Math.Max(0, to - from));
            return step == 1 ? range : Every(range, axis, step);
        }
        var (first, last) = (Math.Clamp(Place(start), -1, length - 1), Math.Clamp(Place(end), -1, length - 1));
        var backwards = x.Narrow(axis, (int)Math.Max(0, last + 1), (int)Math.Max(0, first - last)).Reverse(axis);
        return step == -1 ? backwards : Every(backwards, axis, step == int.MinValue ? int.MaxValue : -step);
    }

    /// <summary>Every so many-th element along an axis.</summary>
    public static Tensor Every(Tensor x, int axis, int step)
    {
        var slices = Enumerable.Repeat(Cornea.Slice.All, x.Rank).ToArray();
        slices[axis] = Cornea.Slice.Step(null, null, step);
        return x[slices];
    }

    private static Tensor Pad(OperatorCall call)
    {
        var x = call[0];
        var pads = call.Opset < 11
            ? call.Ints("pads") ?? call.Ints("paddings") ?? throw call.Fault("the attribute 'pads' is missing", "pads")
            : call.KnownInts(1, "the widths");
        var value = call.Opset < 11 ? call.Float("value", 0)
            : call.Optional(2) is { IsConstant: true } ? call[2].ToArray<double>().FirstOrDefault() : 0;
        int[] axes = call.Optional(3) is null ? [.. Enumerable.Range(0, x.Rank)]
            : [.. call.KnownInts(3, "the axes").Select(axis => call.Axis(axis, x.Rank))];
        if (pads.Length != 2 * axes.Length)
            throw call.Fault($"{pads.Length} widths were given for {axes.Length} axes, and each needs two", "pads");
        var (low, high) = (new int[x.Rank], new int[x.Rank]);
        for (var i = 0; i < axes.Length; i++)
            (low[axes[i]], high[axes[i]]) = (pads[i], pads[i + axes.Length]);
        // Negative widths cut off.
        for (var axis = 0; axis < x.Rank; axis++)
        {
            var (cutLow, cutHigh) = (Math.Max(0, -low[axis]), Math.Max(0, -high[axis]));
            if (cutLow + cutHigh > 0)
                x = x.Narrow(axis, cutLow, Math.Max(0, x.Shape[axis] - cutLow - cutHigh));
            (low[axis], high[axis]) = (Math.Max(0, low[axis]), Math.Max(0, high[axis]));
        }
        Made(call, [.. x.Shape.Select((length, axis) => (int)Math.Min(int.MaxValue, (long)length + low[axis] + high[axis]))]);
        var mode = call.Text("mode", "constant") switch
        {
            "constant" => PadMode.Constant,
            "reflect" => PadMode.Reflect,
            "edge" => PadMode.Edge,
            "wrap" => PadMode.Wrap,
            var other => throw call.Fault($"mode '{other}' is not known", "mode"),
        };
        var widened = Ops.Pad(x, [.. low.Zip(high)], mode, value);
        if (call.Opset < 11 || mode != PadMode.Constant || call.Optional(2) is not { IsConstant: false } fed)
            return widened;
        var inside = Tensor.Ones(x.Shape, DType.Int32).Pad(low, high).Cast(DType.Bool);
        return Tensor.Where(inside, widened, fed.Cast(x.DType).Reshape(Cornea.Shape.Scalar));
    }

    private static Tensor CenterCropPad(OperatorCall call)
    {
        var x = call[0];
        var lengths = call.KnownInts(1, "the shape");
        var axes = call.Ints("axes") ?? [.. Enumerable.Range(0, x.Rank)];
        for (var i = 0; i < axes.Length; i++)
        {
            var axis = call.Axis(axes[i], x.Rank);
            var more = lengths[i] - x.Shape[axis];
            if (more <= 0)
            {
                x = x.Narrow(axis, -more / 2, lengths[i]);
                continue;
            }
            var (low, high) = (new int[x.Rank], new int[x.Rank]);
            (low[axis], high[axis]) = (more / 2, more - more / 2);
            x = x.Pad(low, high);
        }
        return x;
    }

    private static Tensor Range(OperatorCall call)
    {
        var type = call[0].DType;
        var (start, limit, step) = (One(0), One(1), One(2));
        if (step == 0 || (limit - start) / step > LargestMade)
            throw call.Fault($"from {start} to {limit} by {step} are more than {LargestMade} numbers");
        return Tensor.Arange(start, limit, step, DType.Float64).Cast(type);

        double One(int index) => call.Known(index, "a bound").ToArray<double>() is [var one] ? one
            : throw call.Fault("a bound is one number");
    }

    private static Tensor ConstantOfShape(OperatorCall call)
    {
        var shape = Made(call, call.KnownInts(0, "the shape"));
        if (!call.Has("value"))
            return Tensor.Zeros(shape);
        var value = call.Attribute("value", OnnxAttributeType.Tensor).Tensor?.ToTensor();
        return value is { Size: 1 } ? value.Reshape(Cornea.Shape.Scalar).BroadcastTo(shape)
            : throw call.Fault("the value is one number", "value");
    }

    private static Tensor ConstantFill(OperatorCall call)
    {
        var type = (OnnxDataType)call.Int("dtype", (int)OnnxDataType.Float);
        var lengths = call.Count == 0 ? call.Ints("shape") ?? throw call.Fault("a shape or an input is needed", "shape")
            : call.Int("input_as_shape", 0) == 1 ? call.KnownInts(0, "the shape") : call[0].Shape.AsSpan().ToArray();
        var shape = Made(call, [.. lengths, .. call.Ints("extra_shape") ?? []]);
        return type.Kept() is { } kept ? Tensor.From(call.Float("value", 0)).Cast(kept).BroadcastTo(shape)
            : throw call.Fault("the type is not one of numbers", "dtype");
    }

    private static Tensor EyeLike(OperatorCall call)
    {
        var type = call.Has("dtype") ? ((OnnxDataType)call.Required("dtype")).Kept() : call[0].DType;
        return call[0].Rank == 2 && type is { } dtype
            ? Tensor.Eye(call[0].Shape[0], call[0].Shape[1], call.Int("k", 0), dtype)
            : throw call.Fault("a matrix and a type of numbers are needed", "dtype");
    }

    private static Tensor Trilu(OperatorCall call)
    {
        var x = call[0];
        var k = call.Optional(1) is null ? 0 : call.KnownInt(1, "the diagonal");
        var distance = Tensor.Arange(x.Shape[^1]).ExpandDims(0) - Tensor.Arange(x.Shape[^2]).ExpandDims(1);
        var kept = call.Int("upper", 1) == 1 ? distance >= k : distance <= k;
        return Tensor.Where(kept, x, Tensor.Zeros(Cornea.Shape.Scalar, x.DType));
    }

    private static Tensor?[] Dropout(OperatorCall call)
    {
        var x = call[0];
        if (call.Opset < 12 || call.Optional(2) is null || !call.Known(2, "training_mode").Cast(DType.Bool).Item<bool>())
            return [x, Tensor.Ones(x.Shape, call.Opset < 10 ? x.DType : DType.Bool)];
        var ratio = call.Optional(1) is null ? 0.5 : call.Known(1, "the ratio").ToArray<double>() is [var one and >= 0 and < 1] ? one
            : throw call.Fault("the ratio is one number from 0 to below 1");
        if (ratio == 0)
            return [x, Tensor.Ones(x.Shape, DType.Bool)];
        if (!call.Has("seed"))
            throw call.Fault("training_mode is true, but networks are imported as they predict", "training_mode");
        var seed = call.Attribute("seed", OnnxAttributeType.Int).Int;
        if (seed is < 0 or > uint.MaxValue || x.Size > MostDropped)
            throw call.Fault($"a seed is from 0 to 2^32 - 1, for at most {MostDropped} values, but it is {seed} for {x.Size}", "seed");
        // What the seed of the file says is dropped, the same at each run, in predictions too.
        var random = new MersenneTwister((uint)seed);
        var mask = new bool[(int)x.Size];
        for (var i = 0; i < mask.Length; i++)
            mask[i] = random.NextDouble() >= ratio;
        var kept = Tensor.From(mask, x.Shape);
        return [Tensor.Where(kept, x * (1 / (1 - ratio)), Tensor.Zeros(Cornea.Shape.Scalar, x.DType)), kept];
    }

    private static Tensor DepthToSpace(OperatorCall call)
    {
        var (x, block) = (call[0], call.Required("blocksize"));
        var (n, c, h, w) = (x.Shape[0], x.Shape[1], x.Shape[2], x.Shape[3]);
        var depth = block < 1 || c % (block * block) != 0
            ? throw call.Fault($"{c} channels are no multiple of {block} x {block}", "blocksize")
            : c / (block * block);
        var apart = call.Text("mode", "DCR") == "CRD"
            ? x.Reshape(n, depth, block, block, h, w).Transpose(0, 1, 4, 2, 5, 3)
            : x.Reshape(n, block, block, depth, h, w).Transpose(0, 3, 4, 1, 5, 2);
        return apart.Reshape(n, depth, h * block, w * block);
    }

    private static Tensor SpaceToDepth(OperatorCall call)
    {
        var (x, block) = (call[0], call.Required("blocksize"));
        var (n, c, h, w) = (x.Shape[0], x.Shape[1], x.Shape[2], x.Shape[3]);
        if (block < 1 || h % block != 0 || w % block != 0)
            throw call.Fault($"{h} x {w} is no multiple of {block} x {block}", "blocksize");
        var apart = x.Reshape(n, c, h / block, block, w / block, block);
        return (call.Text("mode", "DCR") == "CRD" ? apart.Transpose(0, 1, 3, 5, 2, 4) : apart.Transpose(0, 3, 5, 1, 2, 4))
            .Reshape(n, c * block * block, h / block, w / block);
    }

    private static Tensor ReverseSequence(OperatorCall call)
    {
        var (x, lengths) = (call[0], call[1].Cast(DType.Int32));
        var (batch, time) = (call.Int("batch_axis", 1), call.Int("time_axis", 0));
        if (Math.Min(batch, time) != 0 || Math.Max(batch, time) != 1)
            throw call.Fault("the axes of batch and time are 0 and 1", "batch_axis");
        var (steps, rows) = (x.Shape[time], x.Shape[batch]);
        var step = Tensor.Arange(steps).ExpandDims(1 - time);
        var each = lengths.ExpandDims(1 - batch);
        var index = Tensor.Where(step < each, each - 1 - step, step).BroadcastTo(time == 0 ? [steps, rows] : [rows, steps]);
        var wide = index.Reshape(new Shape([.. index.Shape, .. Enumerable.Repeat(1, x.Rank - 2)])).BroadcastTo(x.Shape);
        return x.TakeAlong(wide, time);
    }
}
