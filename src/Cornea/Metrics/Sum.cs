namespace Cornea.Metrics;

/// <summary>The sum of values, weighted if wanted. Keras: <c>keras.metrics.Sum</c>.</summary>
/// <remarks>As a metric of a model it follows the sum of the predictions.</remarks>
public sealed class Sum : Metric
{
    private readonly Variable _total;

    /// <summary>Initializes the metric.</summary>
    /// <param name="name">Its name in logs.</param>
    public Sum(string name = "sum") : base(name) => _total = AddVariable(Shape.Scalar, "total");

    /// <summary>The accumulator's next value after some more values.</summary>
    /// <param name="values">(samples), (samples, ...) or one number.</param>
    /// <param name="sampleWeight">A weight per sample, or null.</param>
    public IReadOnlyList<Update> Add(Tensor values, Tensor? sampleWeight = null) =>
        [Added(_total, SampleValues.Of(values, sampleWeight, (x, axes) => x.Sum(axes)).Values.Sum())];

    /// <inheritdoc/>
    public override IReadOnlyList<Update> Update(Tensor yTrue, Tensor yPred, Tensor? sampleWeight = null) => Add(yPred, sampleWeight);

    /// <inheritdoc/>
    public override Tensor Result() => _total.Value;
}
