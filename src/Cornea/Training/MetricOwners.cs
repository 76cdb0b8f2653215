using System.Runtime.CompilerServices;

namespace Cornea.Training;

/// <summary>Which model counts with which metric. An object has one state, so that a second model counts with a copy.</summary>
internal static class MetricOwners
{
    private static readonly ConditionalWeakTable<Metric, WeakReference<Model>> Owners = [];

    /// <summary>The metric, or a copy where another model counts with it.</summary>
    /// <param name="metric">The metric that was given.</param>
    /// <param name="model">Who will count with it.</param>
    /// <exception cref="ArgumentException">Another model counts with it, and it cannot be copied.</exception>
    public static Metric Own(Metric metric, Model model)
    {
        lock (Owners)
        {
            if (!Owners.TryGetValue(metric, out var owner) || !owner.TryGetTarget(out var other) || ReferenceEquals(other, model))
            {
                Owners.AddOrUpdate(metric, new WeakReference<Model>(model));
                return metric;
            }
            var copy = Copy(metric, other);
            Owners.Add(copy, new WeakReference<Model>(model));
            return copy;
        }
    }

    private static Metric Copy(Metric metric, Model other)
    {
        if (metric is LossMetric ofLoss)
            return ofLoss.Copy();
        try
        {
            return (Metric)Registry.Deserialize(ClassKind.Metric, Registry.Serialize(metric));
        }
        catch (Exception exception) when (exception is ConfigException or InvalidOperationException or ArgumentException)
        {
            throw new ArgumentException(
                $"Compile received {metric.GetType().Name} '{metric.Name}', which counts for model '{other.Name}' already and cannot be " +
                "copied. Make an object for each model.", exception);
        }
    }
}
