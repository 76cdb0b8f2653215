namespace Cornea.Metrics;

/// <summary>
/// Intersection over union of predicted and true classes: true positives / (true positives + false positives + false negatives),
/// the mean over some classes. Classes that never occur are left out.
/// </summary>
/// <remarks>
/// Keras keeps the confusion matrix as int32, which cuts sample weights to whole numbers; with <see cref="DType.Float32"/> they
/// count in full. Source: Keras, <c>metrics/iou_metrics.py</c>.
/// </remarks>
public abstract class Overlap : Metric
{
    private const string Remedy = "Correct the classes, give more of them to the metric, or name one as ignoreClass.";

    private readonly Variable _confusion;

    private protected Overlap(
        int numClasses, IReadOnlyList<int> targetClassIds, string name, DType dtype, int? ignoreClass, bool sparseYTrue, bool sparseYPred,
        int axis)
        : base(name, higherIsBetter: true)
    {
        if (numClasses < 1)
            throw new ArgumentException($"{Title} expects numClasses to be 1 or more, but received {numClasses}.", nameof(numClasses));
        if (targetClassIds.Count == 0 || targetClassIds.Any(id => id < 0 || id >= numClasses))
        {
            throw new ArgumentException(
                $"{Title} expects target classes from 0 to {numClasses - 1}, but received [{string.Join(", ", targetClassIds)}].",
                nameof(targetClassIds));
        }
        (NumClasses, TargetClassIds, IgnoreClass) = (numClasses, [.. targetClassIds], ignoreClass);
        (SparseYTrue, SparseYPred, Axis) = (sparseYTrue, sparseYPred, axis);
        _confusion = AddVariable([numClasses, numClasses], "total_confusion_matrix", dtype);
    }

    /// <inheritdoc/>
    public override DType DType => _confusion.DType;

    /// <summary>The number of classes.</summary>
    public int NumClasses { get; }

    /// <summary>The classes over which the mean is taken.</summary>
    public IReadOnlyList<int> TargetClassIds { get; }

    /// <summary>Targets of this class are not counted.</summary>
    public int? IgnoreClass { get; }

    /// <summary>Whether targets are class numbers, not one-hot.</summary>
    public bool SparseYTrue { get; }

    /// <summary>Whether predictions are class numbers, not scores.</summary>
    public bool SparseYPred { get; }

    /// <summary>The axis of the scores.</summary>
    public int Axis { get; }

    /// <inheritdoc/>
    public sealed override IReadOnlyList<Update> Update(Tensor yTrue, Tensor yPred, Tensor? sampleWeight = null)
    {
        var classes = (SparseYTrue ? yTrue : yTrue.ArgMax(Axis)).Cast(DType.Int32);
        var targets = classes.Flatten();
        var predictions = (SparseYPred ? Classes(yPred) : yPred.ArgMax(Axis)).Cast(DType.Int32).Flatten();
        var weights = (sampleWeight ?? Tensor.From(1f)).Cast(_confusion.DType);
        weights = Alignment.ByBatch(classes, weights) is var (aligned, shares) ? shares.BroadcastTo(aligned.Shape).Flatten() : weights;
        if (IgnoreClass is { } ignored)
        {
            var counts = targets.NotEqualTo(ignored);
            (targets, predictions) = (Tensor.Where(counts, targets, 0), Tensor.Where(counts, predictions, 0));
            weights = Tensor.Where(counts, weights, Tensor.ZerosLike(weights));
        }
        // A class out of range must not land in another cell.
        var cells = KnownClasses.Of(targets, NumClasses, $"{Title}, as true classes,", Remedy) * NumClasses
            + KnownClasses.Of(predictions, NumClasses, $"{Title}, as predicted classes,", Remedy);
        var batch = Tensor.Zeros([NumClasses * NumClasses], _confusion.DType).ScatterAdd(cells, weights);
        return [Added(_confusion, batch.Reshape(NumClasses, NumClasses))];
    }

    /// <inheritdoc/>
    public sealed override Tensor Result()
    {
        var matrix = _confusion.Value.ToFloat32();
        var wanted = Tensor.From([.. TargetClassIds]);
        var hits = (matrix * Tensor.Eye(NumClasses)).Sum(0);
        var union = (matrix.Sum(0) + matrix.Sum(1) - hits).Gather(wanted);
        var occurring = (union > 1e-9).ToFloat32().Sum();
        return (hits.Gather(wanted) / (union + 1e-7)).Sum() / (occurring + 1e-7);
    }

    /// <summary>Predictions that are no scores as class numbers.</summary>
    private protected virtual Tensor Classes(Tensor yPred) => yPred;
}
