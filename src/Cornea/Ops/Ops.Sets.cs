namespace Cornea;

public static partial class Ops
{
    /// <summary>The different values in ascending order. Keras: <c>ops.unique</c>.</summary>
    /// <param name="x">Any shape. Without a size its values are read at once.</param>
    /// <param name="axis">Slices along this axis are compared; null for the values of x flattened.</param>
    /// <param name="size">How many to give: more are left out, fewer filled up; null for as many as there are.</param>
    /// <param name="fillValue">What fills them up; the least value where null.</param>
    /// <returns>
    /// The values, and of int32: where each stands first, which of them each element is, how often each occurs (0 for what fills up).
    /// </returns>
    /// <exception cref="NotSupportedException">It depends on an input, and no size is given: a model's tensors have known
    /// shapes.</exception>
    public static (Tensor Values, Tensor Indices, Tensor Inverse, Tensor Counts) Unique(
        Tensor x, int? axis = null, int? size = null, double? fillValue = null)
    {
        if (!x.IsConstant && size is { } length)
            return UniqueAtEachRun(x, axis, length, fillValue);
        CheckKnown(x, "Unique", "has different values", "Pass size");
        var slices = axis is { } along ? x.MoveAxis(along, 0) : x.Flatten();
        var count = slices.Shape[0];
        var rows = slices.Reshape(count, count == 0 ? 1 : slices.Size / count).ToArray<double>();
        var width = count == 0 ? 1 : rows.Length / count;
        int Compare(int a, int b) => rows.AsSpan(a * width, width).SequenceCompareTo(rows.AsSpan(b * width, width));
        int[] order =
            [.. Enumerable.Range(0, count).Order(Comparer<int>.Create((a, b) => Compare(a, b) is not 0 and var sign ? sign : a - b))];
        var (first, counts, inverse) = (new List<int>(), new List<int>(), new int[count]);
        for (var i = 0; i < count; i++)
        {
            if (i == 0 || Compare(order[i - 1], order[i]) != 0)
            {
                first.Add(order[i]);
                counts.Add(0);
            }
            counts[^1]++;
            inverse[order[i]] = first.Count - 1;
        }
        var found = Math.Min(first.Count, size ?? first.Count);
        var indices = Tensor.From(first.Take(found).ToArray());
        var values = slices.Gather(indices);
        if (size is { } wanted && wanted > found && first.Count > 0)
        {
            var filling = slices.Narrow(0, first[0], 1);
            filling = fillValue is { } fill ? Tensor.FullLike(filling, fill) : filling;
            values = Tensor.Concat([values, filling.BroadcastTo(filling.Shape.With(0, wanted - found))]);
            indices = Tensor.Concat([indices, Tensor.Full([wanted - found], first[0], DType.Int32)]);
        }
        var times = Tensor.From([.. counts.Take(found), .. Enumerable.Repeat(0, Math.Max(0, (size ?? 0) - found))]);
        return (axis is { } back ? values.MoveAxis(0, back) : values, indices, Tensor.From(inverse), times);
    }

    private static (Tensor Values, Tensor Indices, Tensor Inverse, Tensor Counts) UniqueAtEachRun(
        Tensor x, int? axis, int size, double? fillValue)
    {
        Tensor Part(DType dtype, Shape shape, Func<(Tensor Values, Tensor Indices, Tensor Inverse, Tensor Counts), Tensor> part) =>
            Tensor.FromFunction("Unique", new TensorType(shape, dtype), given => part(Unique(given[0], axis, size, fillValue)), x);
        var shape = axis is { } along ? x.Shape.With(x.Shape.Axis(along), size) : new Shape(size);
        var count = axis is { } counted ? x.Shape[x.Shape.Axis(counted)] : x.Size;
        return (Part(x.DType, shape, all => all.Values), Part(DType.Int32, [size], all => all.Indices),
            Part(DType.Int32, [count], all => all.Inverse), Part(DType.Int32, [size], all => all.Counts));
    }

    // Variables have values, inputs have none yet.
    private static void CheckKnown(Tensor x, string who, string what, string instead)
    {
        try
        {
            x.AsBytes();
        }
        catch (InvalidOperationException exception)
        {
            throw new NotSupportedException(
                $"Ops.{who} gives as many elements as its argument {what}, but that depends on an input, and shapes in a model must be "
                    + $"known. {instead}, or call it outside of the model.", exception);
        }
    }
}
