namespace Cornea.Metrics;

/// <summary>The mean of a value per sample: total over count. Keras: <c>keras.metrics.MeanMetricWrapper</c>.</summary>
public abstract class MeanMetric : Metric
{
    private readonly Variable _total;
    private readonly Variable _count;

    /// <summary>Initializes the metric.</summary>
    /// <param name="name">Its name in logs.</param>
    /// <param name="higherIsBetter">Whether training should raise it; null where neither way is better.</param>
    protected MeanMetric(string name, bool? higherIsBetter = null) : this(name, higherIsBetter, DType.Float32)
    {
    }

    /// <summary>Initializes the metric with a type for the sum of its values.</summary>
    /// <param name="name">The name of the metric.</param>
    /// <param name="higherIsBetter">Whether a higher value is better; null where that is not known.</param>
    /// <param name="sumType">Float64 where the sum may be larger than float32 holds.</param>
    private protected MeanMetric(string name, bool? higherIsBetter, DType sumType) : base(name, higherIsBetter)
    {
        _total = AddVariable(Shape.Scalar, "total", sumType);
        _count = AddVariable(Shape.Scalar, "count");
    }

    /// <summary>What the metric is the mean of: (samples) or (samples, ...), whose further axes are averaged too.</summary>
    /// <param name="yTrue">The targets.</param>
    /// <param name="yPred">The predictions.</param>
    protected abstract Tensor Values(Tensor yTrue, Tensor yPred);

    /// <inheritdoc/>
    public sealed override IReadOnlyList<Update> Update(Tensor yTrue, Tensor yPred, Tensor? sampleWeight = null)
    {
        var values = Values(yTrue, yPred);
        return Accumulated(values, sampleWeight is null ? null : Weights(yTrue, values, sampleWeight));
    }

    /// <inheritdoc/>
    public sealed override Tensor Result() => Finished(Quotient(_total, _count));

    private protected IReadOnlyList<Update> Accumulated(Tensor values, Tensor? sampleWeight)
    {
        var (samples, weights) = SampleValues.Of(values, sampleWeight, (x, axes) => x.Mean(axes));
        var count = weights?.Sum() ?? Tensor.From(samples.Rank == 0 ? 1f : samples.Shape[0]);
        return [Added(_total, samples.Sum()), Added(_count, count)];
    }

    private protected virtual Tensor Weights(Tensor yTrue, Tensor values, Tensor sampleWeight) => sampleWeight;

    private protected virtual Tensor Finished(Tensor mean) => mean;
}
