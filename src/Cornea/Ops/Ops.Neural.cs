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

    /// <summary>
    /// The crossentropy of each element with its target, <c>-t log(p) - (1 - t) log(1 - p)</c>. Keras: <c>ops.binary_crossentropy</c>; the
    /// loss of this name has its mean.
    /// </summary>
    /// <param name="target">From 0 to 1, any shape.</param>
    /// <param name="output">Probabilities, limited to 1e-7 to 1 - 1e-7, or logits; a shape that broadcasts with the target.</param>
    /// <param name="fromLogits">Whether they are logits x, of which the value is softplus(x) - t x, without limits.</param>
    public static Tensor BinaryCrossentropy(Tensor target, Tensor output, bool fromLogits = false)
    {
        if (fromLogits)
            return output.Softplus() - (target * output);
        var p = output.Clip(1e-7, 1 - 1e-7);
        return -((target * p.Log()) + ((1 - target) * (1 - p).Log()));
    }

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
        mean = Floats(mean);
        var scale = (Floats(variance) + epsilon).Rsqrt();
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
    /// <param name="softCap">What scores are kept below, before bias and mask: c tanh(score / c). Null for no limit.</param>
    /// <returns>(batch, targets, heads, size).</returns>
    /// <exception cref="ShapeException">The shapes do not fit together.</exception>
    public static Tensor DotProductAttention(
        Tensor query, Tensor key, Tensor value, Tensor? bias = null, Tensor? mask = null, double? scale = null, bool isCausal = false,
        double? softCap = null)
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
        var unit = ScoreUnit(query.DType);
        var scores = Tensor.Einsum("bthd,bshd->bhts", [query * unit, key]) * (scale ?? 1 / Math.Sqrt(query.Shape[3]));
        if (softCap is { } cap)
            scores = (scores / (cap * unit)).Tanh() * (cap * unit);
        if (bias is not null)
            scores += bias * unit;
        var (targets, sources) = (query.Shape[1], key.Shape[1]);
        if (isCausal)
            scores = Tensor.Where(Below(targets, sources, 0), scores, float.MinValue);
        if (mask is not null)
            scores = Tensor.Where(mask.Cast(DType.Bool), scores, float.MinValue);
        return Tensor.Einsum("bhts,bshd->bthd", [scores.Softmax(-1, 1 / unit), value]);
    }

    /// <summary>
    /// A power of two that scores of attention are computed times: products of large queries and keys stay finite, and no bit of others
    /// changes. Scores that it takes to 0 are nothing beside 1. Half precision has no room for it.
    /// </summary>
    internal static double ScoreUnit(DType dtype) => dtype == DType.Float16 ? 1 : Math.ScaleB(1, -40);

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
    /// <param name="count">How many segments; null for one more than the largest number, which is read at once then.</param>
    /// <returns>(count, ...); 0 for a segment without rows.</returns>
    public static Tensor SegmentSum(Tensor x, Tensor segments, int? count = null) =>
        Tensor.Zeros(new Shape([Segments(segments, count), .. x.Shape[1..]]), x.DType).ScatterAdd(segments, x);

    /// <summary>The largest of the rows of each segment. Keras: <c>ops.segment_max</c>.</summary>
    /// <param name="x">(rows, ...).</param>
    /// <param name="segments">(rows), whole numbers from 0.</param>
    /// <param name="count">How many segments; null for one more than the largest number, which is read at once then.</param>
    /// <returns>(count, ...); negative infinity, or the least whole number, for a segment without rows.</returns>
    public static Tensor SegmentMax(Tensor x, Tensor segments, int? count = null) =>
        InSegments(x, segments, count, Least(x.DType)).Max(1);

    /// <summary>The least of the rows of each segment. Keras: <c>ops.segment_min</c>.</summary>
    /// <param name="x">(rows, ...).</param>
    /// <param name="segments">(rows), whole numbers from 0.</param>
    /// <param name="count">How many segments; null for one more than the largest number, which is read at once then.</param>
    /// <returns>(count, ...); infinity, or the largest whole number, for a segment without rows.</returns>
    public static Tensor SegmentMin(Tensor x, Tensor segments, int? count = null) =>
        InSegments(x, segments, count, Most(x.DType)).Min(1);

    /// <summary>The product of the rows of each segment. Keras: <c>ops.segment_prod</c>.</summary>
    /// <param name="x">(rows, ...).</param>
    /// <param name="segments">(rows), whole numbers from 0.</param>
    /// <param name="count">How many segments; null for one more than the largest number, which is read at once then.</param>
    /// <returns>(count, ...); 1 for a segment without rows.</returns>
    public static Tensor SegmentProd(Tensor x, Tensor segments, int? count = null) => InSegments(x, segments, count, 1).Product([1]);

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

    private static double Least(DType dtype) => dtype.IsFloat() ? double.NegativeInfinity : dtype == DType.Bool ? 0 : Range(dtype).Least;

    private static double Most(DType dtype) => dtype.IsFloat() ? double.PositiveInfinity : dtype == DType.Bool ? 1 : Range(dtype).Most;

    private static int Segments(Tensor segments, int? count) =>
        count ?? (segments.Size == 0 ? 0 : segments.Max().Cast(DType.Int32).Item<int>() + 1);

    // (count, rows, ...): each row in its own segment, and a number that does nothing in the others.
    private static Tensor InSegments(Tensor x, Tensor segments, int? known, double nothing)
    {
        var count = Segments(segments, known);
        var belongs = Tensor.Arange(count).ExpandDims(1).EqualTo(segments.Cast(DType.Int32));
        var wide = belongs.Reshape(new Shape([count, x.Shape[0], .. Enumerable.Repeat(1, x.Rank - 1)]));
        return Tensor.Where(wide, x, Tensor.Full(Shape.Scalar, nothing, x.DType));
    }
}
