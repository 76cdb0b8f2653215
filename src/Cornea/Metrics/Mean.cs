namespace Cornea.Metrics;

/// <summary>The mean of values, weighted if wanted. Keras: <c>keras.metrics.Mean</c>.</summary>
/// <remarks>As a metric of a model it follows the mean of the predictions.</remarks>
/// <param name="name">Its name in logs.</param>
public sealed class Mean(string name = "mean") : MeanMetric(name)
{
    /// <summary>The accumulators' next values after some more values.</summary>
    /// <param name="values">(samples), (samples, ...) or one number.</param>
    /// <param name="sampleWeight">A weight per sample, or null.</param>
    public IReadOnlyList<Update> Add(Tensor values, Tensor? sampleWeight = null) => Accumulated(values, sampleWeight);

    /// <inheritdoc/>
    protected override Tensor Values(Tensor yTrue, Tensor yPred) => yPred;
}
