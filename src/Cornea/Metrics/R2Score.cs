namespace Cornea.Metrics;

/// <summary>How much of the targets' variance the predictions explain. Keras: <c>keras.metrics.R2Score</c>.</summary>
/// <remarks>1 - sum (t - p)² / sum (t - mean(t))²; adjusted for regressors: 1 - (1 - R2)(n - 1) / (n - regressors - 1).</remarks>
public sealed class R2Score : Metric
{
    private readonly Variable _samples;
    private Variable? _squares;
    private Variable? _sum;
    private Variable? _residual;
    private Variable? _count;

    /// <summary>Initializes the metric.</summary>
    /// <param name="classAggregation">How the scores of several outputs become one.</param>
    /// <param name="numRegressors">The number of independent regressors of the adjusted score; 0 for the plain one.</param>
    /// <param name="name">Its name in logs.</param>
    /// <exception cref="ArgumentException">The number of regressors is negative.</exception>
    public R2Score(R2Aggregation classAggregation = R2Aggregation.UniformAverage, int numRegressors = 0, string name = "r2_score")
        : base(name, higherIsBetter: true)
    {
        ClassAggregation = classAggregation;
        NumRegressors = numRegressors >= 0
            ? numRegressors
            : throw new ArgumentException(
                $"{Title} expects numRegressors to be 0 or more, but received {numRegressors}.", nameof(numRegressors));
        _samples = AddVariable(Shape.Scalar, "num_samples");
    }

    /// <summary>How the scores of several outputs become one.</summary>
    public R2Aggregation ClassAggregation { get; }

    /// <summary>The number of independent regressors of the adjusted score.</summary>
    public int NumRegressors { get; }

    /// <inheritdoc/>
    /// <exception cref="ShapeException">Targets and predictions are not both (samples, outputs).</exception>
    public override IReadOnlyList<Update> Update(Tensor yTrue, Tensor yPred, Tensor? sampleWeight = null)
    {
        var (t, p) = Alignment.SameRank(yTrue.Cast(DType.Float64), yPred.Cast(DType.Float64));
        if (t.Rank != 2 || t.Shape != p.Shape)
        {
            throw new ShapeException(
                $"{Title} expects targets and predictions of shape (samples, outputs), but received {yTrue.Shape} and {yPred.Shape}. " +
                "Reshape them.");
        }
        var outputs = new Shape(p.Shape[1]);
        _squares ??= AddVariable(outputs, "squared_sum", DType.Float64);
        _sum ??= AddVariable(outputs, "sum", DType.Float64);
        _residual ??= AddVariable(outputs, "residual", DType.Float64);
        _count ??= AddVariable(outputs, "count", DType.Float64);

        var weights = sampleWeight?.Cast(DType.Float64) ?? Tensor.From(1.0);
        weights = (weights.Rank == 1 ? weights.ExpandDims(1) : weights).BroadcastTo(t.Shape);
        var weighted = t * weights;
        return
        [
            Added(_samples, Tensor.From((float)t.Size)), Added(_squares, (t * weighted).Sum(0)), Added(_sum, weighted.Sum(0)),
            Added(_residual, ((t - p).Square() * weights).Sum(0)), Added(_count, weights.Sum(0)),
        ];
    }

    /// <inheritdoc/>
    public override Tensor Result()
    {
        if (_squares is null || _sum is null || _residual is null || _count is null)
            throw NoUpdateYet();
        var total = _squares.Value - _sum.Value * (_sum.Value / _count);
        var raw = 1 - _residual.Value / total;
        var scores = Tensor.Where(raw.IsInfinite(), 0.0, raw);
        var score = ClassAggregation switch
        {
            R2Aggregation.UniformAverage => scores.Mean(),
            R2Aggregation.VarianceWeightedAverage => (total * scores).Sum() / total.Sum(),
            _ => scores,
        };
        score = score.ToFloat32();
        if (NumRegressors == 0)
            return score;
        // With too few samples for the adjustment, the plain score stands.
        var left = _samples.Value - NumRegressors - 1;
        return Tensor.Where(left > 0, 1 - (1 - score) * (_samples.Value - 1) / left, score);
    }
}
