namespace Cornea.Imaging;

/// <summary>Reads values at positions between elements. Source: Keras, <c>map_coordinates</c>.</summary>
internal static class PixelReading
{
    // Positions are whole numbers in float32, which vector units compute fast and which are exact up to 2^24; those farther out than this
    // are brought nearer, so that products below stay exact.
    private const int Exact = 1 << 24;
    private const double Farthest = 1 << 22;

    /// <summary>Reads along any number of axes, flattened to rows.</summary>
    /// <param name="rows">[elements of the axes, channels] or, without channels, [elements].</param>
    /// <param name="start">The first row of each position, or null for row 0; broadcasts with the coordinates.</param>
    /// <param name="axes">Coordinates, all of one shape, and the length of each axis.</param>
    /// <param name="linear">Whether to interpolate adjacent pixels; else the nearest is read, halves going to the even one.</param>
    /// <param name="fill">What stands outside.</param>
    /// <param name="fillValue">For <see cref="FillMode.Constant"/>.</param>
    /// <returns>(coordinates' shape, channels).</returns>
    public static Tensor Read(
        Tensor rows, Tensor? start, (Tensor Coordinate, int Length)[] axes, bool linear, FillMode fill, double fillValue)
    {
        // Rows are counted in float32 where that is exact.
        var whole = rows.Shape[0] > Exact;
        Tensor Counted(Tensor position) => whole ? position.Cast(DType.Int32) : position;
        var first = start is null ? null : whole ? start : start.ToFloat32();
        var nodes = axes.Select(axis => Nodes(axis.Coordinate, axis.Length, linear, fill)).ToArray();
        Tensor? result = null;
        for (var corner = 0; corner < (linear ? 1 << axes.Length : 1); corner++)
        {
            Tensor? index = first, weight = null, inside = null;
            var stride = axes.Aggregate(1, (product, axis) => product * axis.Length);
            for (var axis = 0; axis < axes.Length; axis++)
            {
                stride /= Math.Max(1, axes[axis].Length);
                var node = nodes[axis][(corner >> (axes.Length - 1 - axis)) & 1];
                index = index is null ? Counted(node.Index) * stride : index + Counted(node.Index) * stride;
                weight = weight is null ? node.Weight : weight * node.Weight!;
                inside = inside is null ? node.Inside : inside & node.Inside!;
            }
            var values = rows.Gather(index!.Cast(DType.Int32));
            Tensor Spread(Tensor tensor) => rows.Rank > 1 ? tensor.ExpandDims(-1) : tensor;
            if (inside is not null)
                values = Tensor.Where(Spread(inside), values, fillValue);
            if (weight is not null)
                values *= Spread(weight);
            result = result is null ? values : result + values;
        }
        return result!;
    }

    /// <summary>Reads each image of a batch at its own positions.</summary>
    /// <param name="images">(batch, height, width, channels) of float32.</param>
    /// <param name="y">Rows, (batch, new height, new width).</param>
    /// <param name="x">Columns, likewise.</param>
    /// <param name="linear">Whether to interpolate adjacent pixels.</param>
    /// <param name="fill">What stands outside.</param>
    /// <param name="fillValue">For <see cref="FillMode.Constant"/>.</param>
    public static Tensor Images(Tensor images, Tensor y, Tensor x, bool linear, FillMode fill, double fillValue)
    {
        var (batch, height, width, channels) = (images.Shape[0], images.Shape[1], images.Shape[2], images.Shape[3]);
        if (!linear)
        {
            // What is filled stands around the images, so that nothing has to be chosen afterwards.
            var (framed, edge) = fill == FillMode.Constant ? (images.Pad([0, 1, 1, 0], [0, 1, 1, 0], fillValue), 1) : (images, 0);
            var (tall, across) = (height + 2 * edge, width + 2 * edge);
            var start = (Tensor.Arange(batch) * (tall * across)).Reshape(new Shape(batch, 1, 1));
            var pixels = framed.Reshape(new Shape(batch * tall * across, channels));
            return Read(pixels, start, [(y + edge, tall), (x + edge, across)], false, edge == 1 ? FillMode.Nearest : fill, 0);
        }
        // With one pixel more on each side, each position lies between four pixels, at one index in four tables.
        var around = fill == FillMode.Constant
            ? images.Pad([0, 1, 1, 0], [0, 1, 1, 0], fillValue)
            : images.Gather(Tensor.From(Around(height, 1, 1, fill)), 1).Gather(Tensor.From(Around(width, 1, 1, fill)), 2);

        var (top, low) = Cell(y, height, fill);
        var (left, near) = Cell(x, width, fill);
        var size = (height + 1) * (width + 1);
        var first = (Tensor.Arange(batch) * size).Reshape(new Shape(batch, 1, 1));
        var position = (top + 1) * (width + 1) + (left + 1);
        // Whole numbers of float32 are exact up to 2^24: mostly one cast does.
        var index = (long)batch * size <= Exact
            ? (position + first.ToFloat32()).Cast(DType.Int32)
            : (top + 1).Cast(DType.Int32) * (width + 1) + (left + 1).Cast(DType.Int32) + first;
        // Rows of all channels, and shares once per channel, so that the sums run along whole rows: (batch, rows, columns · channels).
        var (rows, columns) = (index.Shape[1], index.Shape[2]);
        var wide = new Shape(batch, rows, columns * channels);
        Tensor Corner(int down, int right) => around.Narrow(1, down, height + 1).Narrow(2, right, width + 1)
            .Reshape(new Shape(batch * size, channels)).Gather(index).Reshape(wide);
        var repeat = Tensor.From(Enumerable.Range(0, columns * channels).Select(i => i / channels).ToArray());
        if (channels > 1)
            (low, near) = (low.Gather(repeat, 2), near.Gather(repeat, 2));
        var upper = Corner(0, 0) * (1 - near) + Corner(0, 1) * near;
        var lower = Corner(1, 0) * (1 - near) + Corner(1, 1) * near;
        return (upper * (1 - low) + lower * low).Reshape(new Shape(batch, rows, columns, channels));
    }

    // The pixel before a position, from -1 to length - 1, and how far the position lies beyond it.
    private static (Tensor Before, Tensor Share) Cell(Tensor coordinate, int length, FillMode fill)
    {
        var position = (coordinate.DType.IsFloat() ? coordinate : coordinate.ToFloat32()).Clip(-Farthest, Farthest);
        position = fill switch
        {
            FillMode.Constant => position.Clip(-1, length),
            FillMode.Wrap => Remainder(position, length),
            FillMode.Mirror when length > 1 => (Remainder(position + (length - 1), 2 * length - 2) - (length - 1)).Abs(),
            FillMode.Reflect => Tensor.Minimum(Remainder(position + 0.5, 2 * length), 2 * length - Remainder(position + 0.5, 2 * length))
                - 0.5,
            _ => position.Clip(0, length - 1),
        };
        var floor = position.Floor();
        // Not a number reads the first pixel.
        var before = Tensor.Minimum(Tensor.Where(floor > -1, floor, -1), length - 1);
        return (before, position - before);
    }

    private static Tensor Remainder(Tensor position, int divisor) => position - (position * (1.0 / divisor)).Floor() * divisor;

    /// <summary>The elements that stand before, in and after an axis: indices for a Gather.</summary>
    public static int[] Around(int length, int before, int after, FillMode fill) =>
        [.. Enumerable.Range(-before, before + length + after).Select(i => fill switch
        {
            FillMode.Wrap => (i % length + length) % length,
            FillMode.Mirror => length == 1 ? 0
                : Math.Abs(((i + length - 1) % (2 * length - 2) + 2 * length - 2) % (2 * length - 2) - (length - 1)),
            FillMode.Reflect => Math.Min(
                (i % (2 * length) + 2 * length) % (2 * length), 2 * length - 1 - (i % (2 * length) + 2 * length) % (2 * length)),
            _ => Math.Clamp(i, 0, length - 1),
        })];

    private static (Tensor Index, Tensor? Weight, Tensor? Inside)[] Nodes(Tensor coordinate, int length, bool linear, FillMode fill)
    {
        var position = (coordinate.DType.IsFloat() ? coordinate : coordinate.ToFloat32()).Clip(-Farthest, Farthest);
        if (!linear)
        {
            var nearest = position.Round();
            return [(Fixed(nearest, length, fill), null, Inside(nearest, length, fill))];
        }
        var lower = position.Floor();
        var upper = lower + 1;
        var share = position - lower;
        return
        [
            (Fixed(lower, length, fill), 1 - share, Inside(lower, length, fill)),
            (Fixed(upper, length, fill), share, Inside(upper, length, fill)),
        ];
    }

    private static Tensor? Inside(Tensor position, int length, FillMode fill) =>
        fill == FillMode.Constant ? (position >= 0) & (position < length) : null;

    // The element that stands at a whole position; not a number becomes the first.
    private static Tensor Fixed(Tensor position, int length, FillMode fill)
    {
        var mapped = fill switch
        {
            FillMode.Wrap => Modulo(position, length),
            FillMode.Mirror when length > 1 => (Modulo(position + (length - 1), 2 * length - 2) - (length - 1)).Abs(),
            FillMode.Reflect => Folded(Modulo(position, 2 * length), length),
            _ => position,
        };
        return Tensor.Minimum(Tensor.Where(mapped > 0, mapped, 0), length - 1);
    }

    private static Tensor Folded(Tensor position, int length) => Tensor.Minimum(position, 2 * length - 1 - position);

    // Half a position more keeps the quotient away from whole numbers, where rounding could take it to the wrong side.
    private static Tensor Modulo(Tensor position, int divisor) => position - ((position + 0.5) * (1.0 / divisor)).Floor() * divisor;
}
