using System.Diagnostics.Metrics;

namespace Cornea.Diagnostics;

/// <summary>What trainings measure: steps, the time of epochs, and the metrics at the end of each.</summary>
internal static class TrainingMeter
{
    private static readonly Meter Meter = new(Telemetry.MeterName);

    private static readonly Counter<long> Steps =
        Meter.CreateCounter<long>("cornea.training.steps", "{step}", "Training steps that were done.");

    private static readonly Histogram<double> EpochDuration =
        Meter.CreateHistogram<double>("cornea.training.epoch.duration", "s", "Time of an epoch with its validation.");

    private static readonly Gauge<double> Metric =
        Meter.CreateGauge<double>("cornea.training.metric", null, "The loss and the metrics at the end of the last epoch.");

    public static void Step(Model model)
    {
        // A name that nobody gave is made anew at each call.
        if (Steps.Enabled)
            Steps.Add(1, new KeyValuePair<string, object?>("model", model.Name));
    }

    public static void Epoch(string model, TimeSpan duration, IEnumerable<KeyValuePair<string, double>> metrics)
    {
        if (EpochDuration.Enabled)
            EpochDuration.Record(duration.TotalSeconds, new KeyValuePair<string, object?>("model", model));
        if (!Metric.Enabled)
            return;
        foreach (var (name, value) in metrics)
            Metric.Record(value, new("model", model), new("metric", name));
    }
}
