namespace Cornea.Callbacks;

/// <summary>Follows a figure over the epochs and says whether it got better (Keras, <c>callbacks/monitor_callback.py</c>).</summary>
internal sealed class FollowedFigure(string name, MonitorMode mode, double minDelta)
{
    private bool _upwards;

    public string Name => name;

    public double Best { get; set; }

    /// <summary>Begins anew; finds out which way is better.</summary>
    public void Begin(Model model, string callback, double? baseline = null)
    {
        _upwards = mode == MonitorMode.Max || (mode == MonitorMode.Auto && Upwards(model, callback));
        Best = baseline ?? (_upwards ? double.NegativeInfinity : double.PositiveInfinity);
    }

    /// <summary>The figure, or null (with a warning) where there is none of that name.</summary>
    public double? Find(Logs logs, Model model, string callback)
    {
        if (logs.Find(name) is { } value)
            return value;
        model.Warn(new TrainingWarning(TrainingWarningKind.Monitor,
            $"{callback} follows '{name}', but the epoch has no such figure. There are " +
            $"{string.Join(", ", logs.Names.Select(other => $"'{other}'"))}."));
        return null;
    }

    public bool IsBetter(double value, double than) => _upwards ? value - minDelta > than : value + minDelta < than;

    private bool Upwards(Model model, string callback)
    {
        var figure = name.StartsWith("val_", StringComparison.Ordinal) ? name[4..] : name;
        if (figure == "loss" || figure.EndsWith("_loss", StringComparison.Ordinal))
            return false;
        if (model.Metrics.FirstOrDefault(
            metric => figure == metric.Name || figure.EndsWith("_" + metric.Name, StringComparison.Ordinal))?.HigherIsBetter is { } higher)
            return higher;
        if (figure.Contains("acc", StringComparison.Ordinal) || figure.Contains("auc", StringComparison.Ordinal))
            return true;
        throw new ArgumentException(
            $"{callback} cannot tell whether '{name}' should grow or shrink. Say so: mode: MonitorMode.Max or MonitorMode.Min.");
    }
}
