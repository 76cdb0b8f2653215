namespace Cornea;

public static partial class Ops
{
    /// <summary>A block of a tensor, from some position on. Keras: <c>ops.slice</c>.</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="start">The first position along each axis: whole numbers (rank). It is moved so that the block lies inside.</param>
    /// <param name="shape">The shape of the block.</param>
    /// <exception cref="ShapeException">The block is larger than the tensor.</exception>
    public static Tensor Slice(Tensor x, Tensor start, Shape shape)
    {
        CheckBlock(nameof(Slice), x, start, shape);
        for (var axis = 0; axis < x.Rank; axis++)
        {
            if (shape[axis] < x.Shape[axis])
                x = x.Gather(Inside(start, axis, x.Shape[axis] - shape[axis]) + Tensor.Arange(shape[axis]), axis);
        }
        return x;
    }

    /// <summary>A copy of a tensor with a block of it replaced. Keras: <c>ops.slice_update</c>.</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="start">The block's first position along each axis: whole numbers (rank). It is moved so that the block lies
    /// inside.</param>
    /// <param name="updates">The block: as many axes, none longer than x's.</param>
    /// <exception cref="ShapeException">The block is larger than the tensor.</exception>
    public static Tensor SliceUpdate(Tensor x, Tensor start, Tensor updates)
    {
        CheckBlock(nameof(SliceUpdate), x, start, updates.Shape);
        if (updates.Size == 0)
            return x;
        Tensor? inside = null;
        var spread = updates.Cast(x.DType);
        for (var axis = 0; axis < x.Rank; axis++)
        {
            var (length, block) = (x.Shape[axis], updates.Shape[axis]);
            if (block == length)
                continue;
            var position = Tensor.Arange(length) - Inside(start, axis, length - block);
            var here = ((position >= 0) & (position < block)).Reshape(Along(axis, x.Rank, length));
            inside = inside is null ? here : inside & here;
            spread = spread.Gather(position.Clip(0, block - 1), axis);
        }
        return inside is null ? spread : Tensor.Where(inside, spread, x);
    }

    /// <summary>Elements or rows taken by index; a negative index counts from the end. Keras: <c>ops.take</c>.</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="indices">Whole numbers of any shape, which takes the axis's place.</param>
    /// <param name="axis">The axis; null for x flattened.</param>
    /// <exception cref="IndexOutOfRangeException">When computed: an index is outside the axis.</exception>
    public static Tensor Take(Tensor x, Tensor indices, int? axis = null)
    {
        var (values, along) = axis is { } one ? (x, x.Shape.Axis(one)) : (x.Flatten(), 0);
        return values.Gather(FromStart(indices, values.Shape[along]), along);
    }

    /// <summary>Elements taken by an index of their own each; a negative one counts from the end. Keras:
    /// <c>ops.take_along_axis</c>.</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="indices">Whole numbers; along the other axes as x, or 1.</param>
    /// <param name="axis">The axis; null for both flattened.</param>
    /// <exception cref="ShapeException">Another axis differs in length.</exception>
    /// <exception cref="IndexOutOfRangeException">When computed: an index is outside the axis.</exception>
    public static Tensor TakeAlongAxis(Tensor x, Tensor indices, int? axis = null)
    {
        if (axis is null)
            return x.Flatten().TakeAlong(FromStart(indices.Flatten(), x.Size), 0);
        var along = x.Shape.Axis(axis.Value);
        if (indices.Rank != x.Rank)
            throw new ShapeException($"Ops.TakeAlongAxis expects indices of as many axes as {x.Shape}, but received {indices.Shape}.");
        var others = Shape.Broadcast(x.Shape.With(along, 1), indices.Shape.With(along, 1));
        return x.BroadcastTo(others.With(along, x.Shape[along]))
            .TakeAlong(FromStart(indices, x.Shape[along]).BroadcastTo(others.With(along, indices.Shape[along])), along);
    }

    /// <summary>Zeros to which values are added at some positions; those of equal positions add up. Keras: <c>ops.scatter</c>.</summary>
    /// <param name="indices">Whole numbers (..., k): positions along the first k axes.</param>
    /// <param name="values">(..., the other axes).</param>
    /// <param name="shape">The shape of the result.</param>
    public static Tensor Scatter(Tensor indices, Tensor values, Shape shape)
    {
        var (rows, flat) = Rows(nameof(Scatter), indices, values, shape);
        return Tensor.Zeros(new Shape([shape[..indices.Shape[^1]].Size, .. shape[indices.Shape[^1]..]]), values.DType)
            .ScatterAdd(rows, flat).Reshape(shape);
    }

    /// <summary>A copy of a tensor with values put in at some positions. Keras: <c>ops.scatter_update</c>.</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="indices">Whole numbers (..., k): positions along the first k axes; negative ones count from the end.</param>
    /// <param name="updates">(..., the other axes).</param>
    /// <param name="reduction">What becomes of the value that stood there, and of several for one position.</param>
    public static Tensor ScatterUpdate(
        Tensor x, Tensor indices, Tensor updates, ScatterReduction reduction = ScatterReduction.Replace)
    {
        var (rows, values) = Rows(nameof(ScatterUpdate), indices, updates.Cast(x.DType), x.Shape);
        if (rows.Size == 0)
            return x;
        var depth = indices.Shape[^1];
        var target = x.Reshape(new Shape([x.Shape[..depth].Size, .. x.Shape[depth..]]));
        if (reduction == ScatterReduction.Add)
            return target.ScatterAdd(rows, values).Reshape(x.Shape);
        // Sorted, equal positions are adjacent elements, and the last of them has what all of them make.
        var order = rows.ArgSort(0);
        var (sorted, run) = (rows.Gather(order), values.Gather(order));
        var wide = new Shape([rows.Size, .. Enumerable.Repeat(1, values.Rank - 1)]);
        if (reduction != ScatterReduction.Replace)
        {
            var begins = sorted.NotEqualTo(sorted.Roll(1, 0)).Reshape(wide);
            run = AssociativeScan((before, after) =>
                [before[0] | after[0], Tensor.Where(after[0], after[1], Combined(reduction, before[1], after[1]))], [begins, run])[1];
        }
        var last = rows.Size == 1
            ? Tensor.Ones([1], DType.Bool)
            : Tensor.Concat(
                [sorted.Narrow(0, 0, rows.Size - 1).NotEqualTo(sorted.Narrow(0, 1, rows.Size - 1)), Tensor.Ones([1], DType.Bool)]);
        var marks = Tensor.Zeros([target.Shape[0]], DType.Int32).ScatterAdd(rows, Tensor.Ones(rows.Shape, DType.Int32)) > 0;
        var put = Tensor.ZerosLike(target).ScatterAdd(sorted, Tensor.Where(last.Reshape(wide), run, Tensor.ZerosLike(run)));
        var replaced = reduction == ScatterReduction.Replace ? put : Combined(reduction, target, put);
        return Tensor.Where(marks.Reshape(Along(0, target.Rank, target.Shape[0])), replaced, target).Reshape(x.Shape);
    }

    /// <summary>1 at each class, 0 elsewhere; only zeros for a class outside the range. Keras: <c>ops.one_hot</c>.</summary>
    /// <param name="x">Class numbers of any shape.</param>
    /// <param name="classes">How many classes.</param>
    /// <param name="axis">Where the axis of classes stands in the result.</param>
    /// <param name="dtype">The type of the result.</param>
    public static Tensor OneHot(Tensor x, int classes, int axis = -1, DType dtype = DType.Float32)
    {
        var at = axis < 0 ? axis + x.Rank + 1 : axis;
        return x.ExpandDims(at).EqualTo(Tensor.Arange(classes).Reshape(Along(at, x.Rank + 1, classes))).Cast(dtype);
    }

    /// <summary>Of several choices, at each element the first whose condition holds. Keras: <c>ops.select</c>.</summary>
    /// <param name="conditions">Bool, shapes that broadcast.</param>
    /// <param name="choices">One for each, shapes that broadcast.</param>
    /// <param name="otherwise">Where no condition holds.</param>
    /// <exception cref="ArgumentException">The numbers of conditions and choices differ.</exception>
    public static Tensor Select(IReadOnlyList<Tensor> conditions, IReadOnlyList<Tensor> choices, Operand otherwise)
    {
        if (conditions.Count != choices.Count || conditions.Count == 0)
        {
            throw new ArgumentException(
                $"Ops.Select expects a choice for each condition, but received {conditions.Count} conditions and {choices.Count} choices.",
                nameof(choices));
        }
        var chosen = Tensor.Where(conditions[^1], choices[^1], otherwise);
        for (var i = conditions.Count - 2; i >= 0; i--)
            chosen = Tensor.Where(conditions[i], choices[i], chosen);
        return chosen;
    }

    /// <summary>The positions of what is not 0, one tensor for each axis, int32. Keras: <c>ops.nonzero</c>.</summary>
    /// <param name="x">At least one axis. Its values are read at once.</param>
    /// <exception cref="NotSupportedException">It depends on an input: a model's tensors have known shapes.</exception>
    public static Tensor[] NonZero(Tensor x)
    {
        CheckKnown(x, "NonZero", "has elements that are not 0", "Choose with Tensor.Where");
        var marks = x.Cast(DType.Bool).ToArray<bool>();
        var found = Enumerable.Range(0, marks.Length).Where(i => marks[i]).ToArray();
        var strides = x.Shape.Strides();
        return [.. Enumerable.Range(0, x.Rank).Select(axis => Tensor.From([.. found.Select(i => i / strides[axis] % x.Shape[axis])]))];
    }

    private static Tensor Combined(ScatterReduction reduction, Tensor a, Tensor b) => reduction switch
    {
        ScatterReduction.Max => Tensor.Maximum(a, b),
        ScatterReduction.Min => Tensor.Minimum(a, b),
        ScatterReduction.Multiply => a * b,
        _ => a + b,
    };

    private static Tensor FromStart(Tensor indices, int length)
    {
        var whole = indices.DType is DType.Int32 or DType.Int64 ? indices : indices.Cast(DType.Int32);
        return Tensor.Where(whole < 0, whole + length, whole);
    }

    // Positions along the first axes as one number each, (n), and their values (n, the other axes).
    private static (Tensor Rows, Tensor Values) Rows(string who, Tensor indices, Tensor values, Shape shape)
    {
        var depth = indices.Rank == 0 ? 0 : indices.Shape[^1];
        if (depth < 1 || depth > shape.Rank || values.Shape != new Shape([.. indices.Shape[..^1], .. shape[depth..]]))
        {
            throw new ShapeException(
                $"Ops.{who} into shape {shape} expects indices (..., k) of k axes and values (..., the others), but "
                    + $"received {indices.Shape} and {values.Shape}.");
        }
        var count = indices.Shape[..^1].Size;
        Tensor? rows = null;
        for (var axis = 0; axis < depth; axis++)
        {
            var position = FromStart(indices[Cornea.Slice.Ellipsis, axis].Flatten(), shape[axis]);
            // An index outside its axis must not reach into the next row: make it one that no tensor has.
            position = Tensor.Where((position >= 0) & (position < shape[axis]), position, int.MinValue / 2);
            rows = rows is null ? position : Tensor.Where((rows < 0) | (position < 0), int.MinValue / 2, rows * shape[axis] + position);
        }
        return (rows!, values.Reshape(new Shape([count, .. shape[depth..]])));
    }

    private static void CheckBlock(string who, Tensor x, Tensor start, Shape block)
    {
        if (start.Size != x.Rank || block.Rank != x.Rank || block.Zip(x.Shape).Any(pair => pair.First > pair.Second))
        {
            throw new ShapeException(
                $"Ops.{who} expects a start of {x.Rank} numbers and a block inside shape {x.Shape}, but received {start.Shape} "
                    + $"and {block}.");
        }
    }

    private static Tensor Inside(Tensor start, int axis, int most) =>
        start.Flatten().Narrow(0, axis, 1).Cast(DType.Int32).Clip(0, most);

    // All axes of length 1 but one.
    private static Shape Along(int axis, int rank, int length) => new([.. Enumerable.Range(0, rank).Select(i => i == axis ? length : 1)]);
}
