namespace Cornea;

public static partial class Ops
{
    /// <summary>1 for each class that occurs along the last axis, else 0. Keras: <c>ops.multi_hot</c>.</summary>
    /// <param name="labels">Class numbers (..., n); a negative one stands for none.</param>
    /// <param name="classes">How many classes.</param>
    /// <param name="axis">Where the axis of classes stands in the result.</param>
    /// <param name="dtype">The type of the result.</param>
    /// <returns>(..., classes).</returns>
    public static Tensor MultiHot(Tensor labels, int classes, int axis = -1, DType dtype = DType.Float32) =>
        labels.ExpandDims(-1).EqualTo(Tensor.Arange(classes)).Any([-2]).Cast(dtype).MoveAxis(-1, axis);

    /// <summary>Mean and variance at once. Keras: <c>ops.moments</c>.</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="axes">The axes.</param>
    /// <param name="keepDims">Whether they stay, with length 1.</param>
    public static (Tensor Mean, Tensor Variance) Moments(Tensor x, IReadOnlyList<int> axes, bool keepDims = false)
    {
        int[] along = [.. axes];
        return (Floats(x).Mean(along, keepDims), Floats(x).Variance(along, keepDims));
    }

    /// <summary>
    /// Values less their mean, over their standard deviation, times gamma, plus beta. Keras: <c>ops.batch_normalization</c>.
    /// </summary>
    /// <param name="x">Any shape.</param>
    /// <param name="mean">One per position of the axis.</param>
    /// <param name="variance">One per position of the axis.</param>
    /// <param name="axis">The axis.</param>
    /// <param name="beta">One per position of the axis; null for 0.</param>
    /// <param name="gamma">One per position of the axis; null for 1.</param>
    /// <param name="epsilon">Added to the variance.</param>
    public static Tensor BatchNormalization(
        Tensor x, Tensor mean, Tensor variance, int axis = -1, Tensor? beta = null, Tensor? gamma = null, double epsilon = 1e-3)
    {
        var shape = new Shape([.. Enumerable.Range(0, x.Rank).Select(i => i == x.Shape.Axis(axis) ? mean.Size : 1)]);
        var scale = (variance + epsilon).Rsqrt();
        if (gamma is not null)
            scale *= gamma;
        var shift = beta is null ? -mean * scale : beta - mean * scale;
        return Floats(x) * scale.Reshape(shape) + shift.Reshape(shape);
    }

    /// <summary>
    /// Attention with heads: <c>softmax(q kᵀ scale + bias) v</c>. Keras: <c>ops.dot_product_attention</c>.
    /// </summary>
    /// <param name="query">(batch, targets, heads, size).</param>
    /// <param name="key">(batch, sources, heads of keys, size); each head of keys serves as many heads of the query.</param>
    /// <param name="value">(batch, sources, heads of keys, size).</param>
    /// <param name="bias">Added to the scores, broadcasts with (batch, heads, targets, sources); null for none.</param>
    /// <param name="mask">Which scores count, broadcasts with (batch, heads, targets, sources); null for all.</param>
    /// <param name="scale">The factor; 1/√size where null.</param>
    /// <param name="isCausal">Whether a target sees the sources up to its own position only.</param>
    /// <returns>(batch, targets, heads, size).</returns>
    /// <exception cref="ShapeException">The shapes do not fit together.</exception>
    public static Tensor DotProductAttention(
        Tensor query, Tensor key, Tensor value, Tensor? bias = null, Tensor? mask = null, double? scale = null, bool isCausal = false)
    {
        if (query.Rank != 4 || key.Rank != 4 || value.Rank != 4 || query.Shape[2] % key.Shape[2] != 0 || query.Shape[3] != key.Shape[3])
        {
            throw new ShapeException(
                "Ops.DotProductAttention expects query, key and value (batch, length, heads, size), but received shapes " +
                $"{query.Shape}, {key.Shape} and " +
                $"{value.Shape}. The heads of the query must be a multiple of those of the key.");
        }
        var copies = query.Shape[2] / key.Shape[2];
        if (copies > 1)
            (key, value) = (key.Repeat(copies, 2), value.Repeat(copies, 2));
        var scores = Tensor.Einsum("bthd,bshd->bhts", [query, key]) * (scale ?? 1 / Math.Sqrt(query.Shape[3]));
        if (bias is not null)
            scores += bias;
        var (targets, sources) = (query.Shape[1], key.Shape[1]);
        if (isCausal)
            scores = Tensor.Where(Below(targets, sources, 0), scores, float.MinValue);
        if (mask is not null)
            scores = Tensor.Where(mask.Cast(DType.Bool), scores, float.MinValue);
        return Tensor.Einsum("bhts,bshd->bthd", [scores.Softmax(), value]);
    }

    /// <summary>Blocks of pixels out of channels: images larger by a factor each way. Keras: <c>ops.depth_to_space</c>.</summary>
    /// <param name="x">(batch, height, width, channels), channels a multiple of the factor's square.</param>
    /// <param name="blockSize">The factor.</param>
    /// <param name="dataFormat">Data format: channels last or channels first.</param>
    /// <returns>(batch, height · factor, width · factor, channels / factor²).</returns>
    public static Tensor DepthToSpace(Tensor x, int blockSize, DataFormat dataFormat = DataFormat.ChannelsLast)
    {
        if (dataFormat == DataFormat.ChannelsFirst)
            return InFormat(x, dataFormat, last => DepthToSpace(last, blockSize));
        if (x.Rank != 4 || blockSize < 1 || x.Shape[3] % (blockSize * blockSize) != 0)
        {
            throw new ShapeException(
                $"Ops.DepthToSpace expects (batch, height, width, channels) with channels in groups of {blockSize}², but received " +
                $"shape {x.Shape}.");
        }
        var (batch, height, width, channels) = (x.Shape[0], x.Shape[1], x.Shape[2], x.Shape[3] / (blockSize * blockSize));
        return x.Reshape(new Shape(batch, height, width, blockSize, blockSize, channels)).Transpose(0, 1, 3, 2, 4, 5)
            .Reshape(new Shape(batch, height * blockSize, width * blockSize, channels));
    }

    /// <summary>Blocks of pixels as channels: the inverse of <see cref="DepthToSpace"/>. Keras: <c>ops.space_to_depth</c>.</summary>
    /// <param name="x">(batch, height, width, channels), both sides multiples of the factor.</param>
    /// <param name="blockSize">The factor.</param>
    /// <param name="dataFormat">Data format: channels last or channels first.</param>
    /// <returns>(batch, height / factor, width / factor, channels · factor²).</returns>
    public static Tensor SpaceToDepth(Tensor x, int blockSize, DataFormat dataFormat = DataFormat.ChannelsLast)
    {
        if (dataFormat == DataFormat.ChannelsFirst)
            return InFormat(x, dataFormat, last => SpaceToDepth(last, blockSize));
        if (x.Rank != 4 || blockSize < 1 || x.Shape[1] % blockSize != 0 || x.Shape[2] % blockSize != 0)
        {
            throw new ShapeException(
                $"Ops.SpaceToDepth expects (batch, height, width, channels) with sides in blocks of {blockSize}, but received shape " +
                $"{x.Shape}.");
        }
        var (batch, height, width, channels) = (x.Shape[0], x.Shape[1] / blockSize, x.Shape[2] / blockSize, x.Shape[3]);
        return x.Reshape(new Shape(batch, height, blockSize, width, blockSize, channels)).Transpose(0, 1, 3, 2, 4, 5)
            .Reshape(new Shape(batch, height, width, blockSize * blockSize * channels));
    }

    /// <summary>Whether the class is among the k best of its row; a tie counts. Keras: <c>ops.in_top_k</c>.</summary>
    /// <param name="targets">(batch), class numbers.</param>
    /// <param name="predictions">(batch, classes).</param>
    /// <param name="k">How many count.</param>
    public static Tensor InTopK(Tensor targets, Tensor predictions, int k)
    {
        var own = predictions.TakeAlong(targets.Cast(DType.Int32).ExpandDims(1), 1);
        return ((predictions > own).Cast(DType.Int32).Sum(1) < k) & !own.Squeeze(1).IsNaN();
    }

    /// <summary>The sum of the rows of each segment. Keras: <c>ops.segment_sum</c>.</summary>
    /// <param name="x">(rows, ...).</param>
    /// <param name="segments">(rows), whole numbers from 0.</param>
    /// <param name="count">How many segments.</param>
    /// <returns>(count, ...); 0 for a segment without rows.</returns>
    public static Tensor SegmentSum(Tensor x, Tensor segments, int count) =>
        Tensor.Zeros(new Shape([count, .. x.Shape[1..]]), x.DType).ScatterAdd(segments, x);

    /// <summary>The largest of the rows of each segment. Keras: <c>ops.segment_max</c>.</summary>
    /// <param name="x">(rows, ...).</param>
    /// <param name="segments">(rows), whole numbers from 0.</param>
    /// <param name="count">How many segments.</param>
    /// <returns>(count, ...); negative infinity, or the least whole number, for a segment without rows.</returns>
    public static Tensor SegmentMax(Tensor x, Tensor segments, int count) =>
        InSegments(x, segments, count, Least(x.DType)).Max(1);

    /// <summary>The least of the rows of each segment. Keras: <c>ops.segment_min</c>.</summary>
    /// <param name="x">(rows, ...).</param>
    /// <param name="segments">(rows), whole numbers from 0.</param>
    /// <param name="count">How many segments.</param>
    /// <returns>(count, ...); infinity, or the largest whole number, for a segment without rows.</returns>
    public static Tensor SegmentMin(Tensor x, Tensor segments, int count) =>
        InSegments(x, segments, count, Most(x.DType)).Min(1);

    /// <summary>The product of the rows of each segment. Keras: <c>ops.segment_prod</c>.</summary>
    /// <param name="x">(rows, ...).</param>
    /// <param name="segments">(rows), whole numbers from 0.</param>
    /// <param name="count">How many segments.</param>
    /// <returns>(count, ...); 1 for a segment without rows.</returns>
    public static Tensor SegmentProd(Tensor x, Tensor segments, int count) => InSegments(x, segments, count, 1).Product([1]);

    /// <summary>Overlapping parts of a sequence. Keras: <c>ops.extract_sequences</c>.</summary>
    /// <param name="x">(..., length).</param>
    /// <param name="sequenceLength">How long a part is.</param>
    /// <param name="sequenceStride">How far apart parts begin.</param>
    /// <returns>(..., parts, sequence length).</returns>
    public static Tensor ExtractSequences(Tensor x, int sequenceLength, int sequenceStride)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(sequenceStride, 1);
        var length = x.Shape[^1];
        if (sequenceLength < 1 || sequenceLength > length)
        {
            throw new ShapeException(
                $"Ops.ExtractSequences takes parts of {sequenceLength}, but received shape {x.Shape}. Take shorter ones.");
        }
        var parts = (length - sequenceLength) / sequenceStride + 1;
        var positions = Enumerable.Range(0, parts * sequenceLength).Select(i => i / sequenceLength * sequenceStride + i % sequenceLength)
            .ToArray();
        return x.Gather(Tensor.From(positions, [parts, sequenceLength]), x.Rank - 1);
    }

    /// <summary>The patches of images as columns. Keras: <c>ops.unfold</c>.</summary>
    /// <param name="x">(batch, channels, height, width).</param>
    /// <param name="size">Rows and columns of a patch.</param>
    /// <param name="dilation">How far the pixels of a patch lie apart.</param>
    /// <param name="padding">Zeros added on each side.</param>
    /// <param name="stride">How far patches lie apart.</param>
    /// <returns>(batch, channels · patch rows · patch columns, patches).</returns>
    /// <exception cref="ShapeException">A patch does not fit.</exception>
    public static Tensor Unfold(Tensor x, (int Height, int Width) size, int dilation = 1, int padding = 0, int stride = 1)
    {
        if (x.Rank != 4)
        {
            throw new ShapeException(
                $"Ops.Unfold expects images (batch, channels, height, width), but received shape {x.Shape}. Reshape them.");
        }
        var padded = x.Pad([0, 0, padding, padding], [0, 0, padding, padding]);
        var patches = ImageOps.ExtractPatches(padded, size, (stride, stride), dilation, dataFormat: DataFormat.ChannelsFirst);
        var (batch, channels, count) = (x.Shape[0], x.Shape[1], patches.Shape[2] * patches.Shape[3]);
        // Patches have their channels last, the columns first.
        return patches.Reshape(new Shape(batch, size.Height * size.Width, channels, count)).SwapAxes(1, 2)
            .Reshape(new Shape(batch, channels * size.Height * size.Width, count));
    }

    /// <summary>Images as the sum of their patches: what <see cref="Unfold"/> does, backwards. Keras: <c>ops.fold</c>.</summary>
    /// <param name="x">(batch, channels · patch rows · patch columns, patches).</param>
    /// <param name="outputSize">Rows and columns of the images.</param>
    /// <param name="size">Rows and columns of a patch.</param>
    /// <param name="dilation">How far the pixels of a patch lie apart.</param>
    /// <param name="padding">Zeros that were added on each side.</param>
    /// <param name="stride">How far patches lie apart.</param>
    /// <returns>(batch, channels, height, width).</returns>
    /// <exception cref="ShapeException">The patches are not those of such images.</exception>
    public static Tensor Fold(
        Tensor x, (int Height, int Width) outputSize, (int Height, int Width) size, int dilation = 1, int padding = 0, int stride = 1)
    {
        var (tall, wide) = (outputSize.Height + 2 * padding, outputSize.Width + 2 * padding);
        var (rows, columns) = ((tall - (size.Height - 1) * dilation - 1) / stride + 1, (wide - (size.Width - 1) * dilation - 1) / stride
            + 1);
        var area = size.Height * size.Width;
        if (x.Rank != 3 || x.Shape[1] % area != 0 || x.Shape[2] != rows * columns)
        {
            throw new ShapeException(
                $"Ops.Fold expects (batch, channels · {area}, {rows * columns}) for images of {outputSize.Height} by " +
                $"{outputSize.Width}, but received " +
                $"shape {x.Shape}. Give the numbers they were unfolded with.");
        }
        var pixels = x.Reshape(new Shape(x.Shape[0], x.Shape[1] / area, area, rows, columns));
        Tensor? whole = null;
        for (var i = 0; i < area; i++)
        {
            var (top, left) = (i / size.Width * dilation, i % size.Width * dilation);
            var (below, right) = (tall - top - (rows - 1) * stride - 1, wide - left - (columns - 1) * stride - 1);
            var strewn = pixels.Narrow(2, i, 1).Squeeze(2).Pad([0, 0, top, left], [0, 0, below, right], [0, 0, stride - 1, stride - 1], 0);
            whole = whole is null ? strewn : whole + strewn;
        }
        return whole!.Narrow(2, padding, outputSize.Height).Narrow(3, padding, outputSize.Width);
    }

    /// <summary>
    /// The labels that each sequence of class distributions most plainly spells: the best class of each step, repeats joined and blanks
    /// left
    /// out. Keras: <c>ops.ctc_decode</c> with the strategy <c>greedy</c>.
    /// </summary>
    /// <param name="scores">(batch, steps, classes), logits or logarithms of probabilities.</param>
    /// <param name="lengths">(batch), the steps that count; all where null.</param>
    /// <param name="mergeRepeated">Whether a class that stands several steps is one label.</param>
    /// <param name="blank">The class that stands for none.</param>
    /// <returns>Labels (batch, steps), int32, with -1 behind the last; and minus the sum of the best scores, (batch, 1).</returns>
    public static (Tensor Labels, Tensor Scores) CtcDecode(Tensor scores, Tensor? lengths = null, bool mergeRepeated = true, int blank = 0)
    {
        if (scores.Rank != 3)
        {
            throw new ShapeException(
                $"Ops.CtcDecode expects scores (batch, steps, classes), but received shape {scores.Shape}. Reshape them.");
        }
        var (best, classes, steps) = (Floats(scores).Max(-1), scores.ArgMax(-1).Cast(DType.Int32), scores.Shape[1]);
        var position = Tensor.Arange(steps).ExpandDims(0);
        if (lengths is not null)
        {
            var counts = position < lengths.Cast(DType.Int32).ExpandDims(1);
            (best, classes) = (Tensor.Where(counts, best, 0), Tensor.Where(counts, classes, blank));
        }
        var none = classes.EqualTo(blank);
        if (mergeRepeated && steps > 1)
            none |= classes.EqualTo(classes.Pad([0, 1], [0, 0], -1).Narrow(1, 0, steps));
        // Labels come first, in their order.
        var order = Tensor.Where(none, steps, position).ArgSort(1);
        return (Tensor.Where(none, -1, classes).TakeAlong(order, 1), -best.Sum(1, keepDims: true));
    }

    private static double Least(DType dtype) => dtype.IsFloat() ? double.NegativeInfinity : dtype == DType.Bool ? 0 : Range(dtype).Least;

    private static double Most(DType dtype) => dtype.IsFloat() ? double.PositiveInfinity : dtype == DType.Bool ? 1 : Range(dtype).Most;

    // (count, rows, ...): each row in its own segment, and a number that does nothing in the others.
    private static Tensor InSegments(Tensor x, Tensor segments, int count, double nothing)
    {
        var belongs = Tensor.Arange(count).ExpandDims(1).EqualTo(segments.Cast(DType.Int32));
        var wide = belongs.Reshape(new Shape([count, x.Shape[0], .. Enumerable.Repeat(1, x.Rank - 1)]));
        return Tensor.Where(wide, x, Tensor.Full(Shape.Scalar, nothing, x.DType));
    }
}
