namespace Cornea.Metrics;

public abstract partial class Metric
{
    /// <summary>A metric with Keras's defaults, for names on the command line: those of metrics, and of losses as metrics.</summary>
    /// <param name="name">A class name, a function name such as <c>mean_squared_error</c>, or a short name such as <c>acc</c> or
    /// <c>mse</c>.</param>
    /// <exception cref="ArgumentException">No metric has that name, or it needs arguments.</exception>
    public static Metric FromName(string name)
    {
        if (Registry.TryGet(ClassKind.Metric, name, out _))
            return Registry.FromName<Metric>(ClassKind.Metric, name, "a metric");
        if (LossMetric.TryGet(name, out var loss))
            return Registry.FromName<Loss>(ClassKind.Loss, loss.ClassName, "a loss");
        throw Registry.UnknownName(
            "a metric", name, [.. Registry.Names(ClassKind.Metric), .. Loss.Names],
            Registry.AllNames(ClassKind.Metric).Concat(Registry.AllNames(ClassKind.Loss)));
    }
}
