namespace Cornea.Tests.Metrics;

internal static class MetricRun
{
    /// <summary>Gives a metric one batch and returns its result so far.</summary>
    public static Tensor After(this Metric metric, Tensor yTrue, Tensor yPred, Tensor? sampleWeight = null)
    {
        new CompiledFunction([], [], metric.Update(yTrue, yPred, sampleWeight)).Run();
        return metric.Result();
    }
}
