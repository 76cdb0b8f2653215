namespace Cornea.Metrics;

/// <summary>
/// Weighted counts of hits and misses per threshold: [thresholds], or [thresholds, labels] where each label is counted alone.
/// A prediction is positive when it exceeds the threshold. Keras: <c>update_confusion_matrix_variables</c>.
/// </summary>
internal sealed record ConfusionCounts(Tensor TruePositives, Tensor FalsePositives, Tensor TrueNegatives, Tensor FalseNegatives)
{
    /// <summary>What replaces predictions that are not among the k largest; below every threshold but itself.</summary>
    public const double NotAmongTheLargest = -1e10;

    /// <summary>The counts of one batch.</summary>
    /// <param name="thresholds">In rising order.</param>
    /// <param name="yTrue">Targets; all but 0 are positive.</param>
    /// <param name="yPred">Predictions of the same shape.</param>
    /// <param name="sampleWeight">A weight per sample or value, or null.</param>
    /// <param name="topK">Only the k largest predictions of each row may be positive.</param>
    /// <param name="classId">Only this class is counted.</param>
    /// <param name="perLabel">Whether each label (column) is counted alone.</param>
    /// <param name="labelWeights">A weight per label, or null.</param>
    public static ConfusionCounts Of(
        IReadOnlyList<double> thresholds, Tensor yTrue, Tensor yPred, Tensor? sampleWeight,
        int? topK = null, int? classId = null, bool perLabel = false, Tensor? labelWeights = null)
    {
        var (labels, predictions) = Alignment.SameRank(yTrue, yPred.ToFloat32());
        if (topK is { } k)
        {
            var position = predictions.ArgSort(-1, descending: true).ArgSort(-1);
            predictions = Tensor.Where(position < k, predictions, NotAmongTheLargest);
        }
        if (classId is { } id)
            (labels, predictions) = (labels.Narrow(-1, id, 1), predictions.Narrow(-1, id, 1));
        if (labels.Shape != predictions.Shape)
        {
            throw new ShapeException(
                $"Targets and predictions are expected to have one shape, but received {yTrue.Shape} and {yPred.Shape}. " +
                "Use OneHot.Encode for class numbers.");
        }

        var weights = Weights(sampleWeight, predictions.Shape);
        if (labelWeights is not null)
            weights *= labelWeights.BroadcastTo(predictions.Shape);
        // From here on columns are what is counted alone: [values, columns].
        var columns = perLabel ? predictions.Shape[^1] : 1;
        (labels, predictions, weights) = (labels.Reshape(-1, columns), predictions.Reshape(-1, columns), weights.Reshape(-1, columns));
        var positive = labels.NotEqualTo(0).ToFloat32() * weights;
        var negative = weights - positive;

        var (truePositives, falsePositives) = AreEvenlySpaced(thresholds)
            ? ByBuckets(thresholds, predictions, positive, negative)
            : ByComparison(thresholds, predictions, positive, negative);
        var trueNegatives = negative.Sum(0, keepDims: true) - falsePositives;
        var falseNegatives = positive.Sum(0, keepDims: true) - truePositives;
        Tensor Shaped(Tensor counts) => perLabel ? counts : counts.Squeeze(-1);
        return new ConfusionCounts(Shaped(truePositives), Shaped(falsePositives), Shaped(trueNegatives), Shaped(falseNegatives));
    }

    private static Tensor Weights(Tensor? sampleWeight, Shape shape)
    {
        if (sampleWeight is null)
            return Tensor.Ones(shape);
        var weights = sampleWeight.ToFloat32();
        if (weights.Rank == shape.Rank + 1 && weights.Shape[^1] == 1)
        {
            weights = weights.Squeeze(-1);
        }
        while (weights.Rank > 0 && weights.Rank < shape.Rank)
            weights = weights.ExpandDims(-1);
        return weights.BroadcastTo(shape);
    }

    private static (Tensor True, Tensor False) ByComparison(
        IReadOnlyList<double> thresholds, Tensor predictions, Tensor positive, Tensor negative)
    {
        var limits = Tensor.From([.. thresholds.Select(threshold => (float)threshold)], [thresholds.Count, 1, 1]);
        // [thresholds, values, columns]
        var exceeds = (predictions.ExpandDims(0) > limits).ToFloat32();
        return ((exceeds * positive.ExpandDims(0)).Sum(1), (exceeds * negative.ExpandDims(0)).Sum(1));
    }

    // Many evenly spaced thresholds: each value goes to the bucket of the last threshold it exceeds, then the buckets above a
    // threshold are summed. One pass over the values instead of one per threshold.
    private static (Tensor True, Tensor False) ByBuckets(
        IReadOnlyList<double> thresholds, Tensor predictions, Tensor positive, Tensor negative)
    {
        var (count, columns) = (thresholds.Count, predictions.Shape[1]);
        // How many thresholds a value exceeds, but for the last: 0 for values of 0 and less, and for NaN.
        var exceeded = Tensor.Where(predictions > 0, (predictions * (count - 1)).Ceiling(), 0.0).Clip(thresholds[0] < 0 ? 1 : 0, count - 1);
        var bucket = exceeded.Cast(DType.Int32) * columns + Tensor.Arange(columns);
        Tensor Above(Tensor values) => Tensor.Zeros([count * columns]).ScatterAdd(bucket.Flatten(), values.Flatten())
            .Reshape(count, columns).CumulativeSum(0, exclusive: true, reverse: true);
        return (Above(positive), Above(negative));
    }

    // 0, 1/(n-1), ..., 1, where the ends may lie a hair outside.
    private static bool AreEvenlySpaced(IReadOnlyList<double> thresholds)
    {
        if (thresholds.Count < 3)
            return false;
        for (var i = 0; i < thresholds.Count; i++)
        {
            if (Math.Abs(thresholds[i] - (double)i / (thresholds.Count - 1)) > 2e-7)
                return false;
        }
        return true;
    }
}
