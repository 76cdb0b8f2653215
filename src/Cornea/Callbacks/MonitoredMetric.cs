namespace Cornea.Callbacks;

/// <summary>
/// A metric that a callback monitors over the epochs: the best value so far, and whether another is better. Source: Keras,
/// <c>callbacks/monitor_callback.py</c>.
/// </summary>
/// <example>
/// <code>
/// sealed class TellBest : Callback
/// {
///     private readonly MonitoredMetric _accuracy = new("val_accuracy");
///     public override void OnTrainBegin() => _accuracy.Begin(this);
///     public override void OnEpochEnd(int epoch, Logs logs)
///     {
///         if (_accuracy.Find(this, logs) is { } value &amp;&amp; _accuracy.IsBetter(value, _accuracy.Best))
///             _accuracy.Best = value;
///     }
/// }
/// </code>
/// </example>
public sealed class MonitoredMetric
{
    private readonly MonitorMode _mode;
    private readonly double _minDelta;
    private bool _upwards;

    /// <summary>Initializes the metric.</summary>
    /// <param name="name">Its name in the logs, such as <c>val_loss</c>.</param>
    /// <param name="mode">Which way is better.</param>
    /// <param name="minDelta">By how much a value has to improve to be better.</param>
    public MonitoredMetric(string name, MonitorMode mode = MonitorMode.Auto, double minDelta = 0) =>
        (Name, _mode, _minDelta) = (name, mode, minDelta);

    /// <summary>Its name in the logs.</summary>
    public string Name { get; }

    /// <summary>The best value so far.</summary>
    public double Best { get; set; }

    /// <summary>Begins anew; finds out which way is better.</summary>
    /// <param name="callback">The callback that monitors it; it has a model.</param>
    /// <param name="baseline">What the first value has to be better than; nothing where null.</param>
    /// <exception cref="ArgumentException">Nobody knows which way is better.</exception>
    public void Begin(Callback callback, double? baseline = null)
    {
        _upwards = _mode == MonitorMode.Max || (_mode == MonitorMode.Auto && Upwards(callback));
        Best = baseline ?? (_upwards ? double.NegativeInfinity : double.PositiveInfinity);
    }

    /// <summary>The metric's value, or null (with a warning) where there is none of that name.</summary>
    /// <param name="callback">The callback that monitors it.</param>
    /// <param name="logs">The metrics of an epoch.</param>
    public double? Find(Callback callback, Logs logs)
    {
        if (logs.Find(Name) is { } value)
            return value;
        callback.Trainer.Warn(new TrainingWarning(TrainingWarningKind.Monitor,
            $"{callback.GetType().Name} monitors '{Name}', but the epoch has no such metric. There are " +
            $"{string.Join(", ", logs.Names.Select(other => $"'{other}'"))}."));
        return null;
    }

    /// <summary>Whether a value is better than another by more than the least difference. What is no finite number never is.</summary>
    /// <param name="value">The value.</param>
    /// <param name="than">The other.</param>
    public bool IsBetter(double value, double than) =>
        double.IsFinite(value) && (_upwards ? value - _minDelta > than : value + _minDelta < than);

    private bool Upwards(Callback callback)
    {
        var metric = Name.StartsWith("val_", StringComparison.Ordinal) ? Name[4..] : Name;
        if (metric == "loss" || metric.EndsWith("_loss", StringComparison.Ordinal))
            return false;
        if (callback.Model.Metrics.FirstOrDefault(
            other => metric == other.Name || metric.EndsWith("_" + other.Name, StringComparison.Ordinal))?.HigherIsBetter is { } higher)
        {
            return higher;
        }
        if (metric.Contains("acc", StringComparison.Ordinal) || metric.Contains("auc", StringComparison.Ordinal))
            return true;
        throw new ArgumentException(
            $"{callback.GetType().Name} cannot tell whether '{Name}' should grow or shrink. Mend the name where it is misspelt, " +
            "or say so: mode: MonitorMode.Max or MonitorMode.Min.");
    }
}
