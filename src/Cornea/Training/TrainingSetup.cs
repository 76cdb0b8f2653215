namespace Cornea.Training;

/// <summary>What a model was compiled with, one entry per output.</summary>
internal sealed class TrainingSetup
{
    private readonly IReadOnlyList<double?> _lossWeights;
    private readonly IReadOnlyList<IReadOnlyList<Metric>> _metrics;
    private readonly IReadOnlyList<IReadOnlyList<Metric>> _weightedMetrics;

    public TrainingSetup(
        Optimizer? optimizer,
        IReadOnlyList<Loss?> losses,
        IReadOnlyList<double?> lossWeights,
        IReadOnlyList<IReadOnlyList<Metric>> metrics,
        IReadOnlyList<IReadOnlyList<Metric>> weightedMetrics,
        TrainStep? step,
        CompileOptions? options)
    {
        if (step is null)
        {
            ArgumentNullException.ThrowIfNull(optimizer);
            foreach (var count in (ReadOnlySpan<int>)[lossWeights.Count, metrics.Count, weightedMetrics.Count])
            {
                if (count != 0 && count != losses.Count)
                    throw new ArgumentException(
                        $"Compile received {losses.Count} losses, but {count} lists of metrics or loss weights. Give one per output.");
            }
        }
        Optimizer = optimizer;
        Losses = losses;
        _lossWeights = lossWeights;
        _metrics = metrics;
        _weightedMetrics = weightedMetrics;
        Step = step;
        Options = options;
        LossTrackers = losses.Count > 1 ? [.. losses.Select(loss => loss is null ? null : new RunningMean())] : [];
    }

    public Optimizer? Optimizer { get; }

    public IReadOnlyList<Loss?> Losses { get; }

    public TrainStep? Step { get; }

    public CompileOptions? Options { get; }

    /// <summary>The running mean of the loss over the samples of an epoch.</summary>
    public RunningMean LossTracker { get; } = new();

    /// <summary>Those of each output's own loss, where there are several.</summary>
    public IReadOnlyList<RunningMean?> LossTrackers { get; }

    public IReadOnlyList<Metric> AllMetrics => [.. _metrics.SelectMany(list => list), .. _weightedMetrics.SelectMany(list => list)];

    /// <summary>What the running figures are computed from.</summary>
    public IReadOnlyList<Variable> Accumulators =>
    [
        .. LossTrackers.Prepend(LossTracker)
            .SelectMany(tracker => tracker is null ? Array.Empty<Variable>() : [tracker.Total, tracker.Count]),
        .. AllMetrics.SelectMany(metric => metric.Variables),
    ];

    public double LossWeight(int output) => output < _lossWeights.Count ? _lossWeights[output] ?? 1 : 1;

    public IReadOnlyList<Metric> Metrics(int output) => output < _metrics.Count ? _metrics[output] : [];

    public IReadOnlyList<Metric> WeightedMetrics(int output) => output < _weightedMetrics.Count ? _weightedMetrics[output] : [];

    /// <summary>What is shown after a batch: names and graphs over the accumulators, in the order of Keras's evaluate.</summary>
    public IReadOnlyList<(string Name, Tensor Value)> Results(IReadOnlyList<string> outputNames)
    {
        var results = new List<(string Name, Tensor Value)> { ("loss", LossTracker.Result()) };
        for (var i = 0; i < LossTrackers.Count; i++)
        {
            if (LossTrackers[i] is { } tracker)
                results.Add(($"{outputNames[i]}_loss", tracker.Result()));
        }
        var uses = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var (list, weighted) in (ReadOnlySpan<(IReadOnlyList<IReadOnlyList<Metric>>, bool)>)[(_metrics, false),
            (_weightedMetrics, true)])
        {
            for (var i = 0; i < list.Count; i++)
            {
                var prefix = Losses.Count > 1 ? outputNames[i] + "_" : "";
                foreach (var metric in list[i])
                    results.Add((Unique(uses, prefix, metric.Name, weighted), metric.Result()));
            }
        }
        return results;
    }

    public void ResetTrackers()
    {
        LossTracker.Reset();
        foreach (var tracker in LossTrackers)
            tracker?.Reset();
        foreach (var metric in AllMetrics)
            metric.Reset();
    }

    // A second metric of one name is numbered; one with weights gets that word in front (Keras, trainers/compile_utils.py).
    private static string Unique(Dictionary<string, int> uses, string prefix, string name, bool weighted)
    {
        var full = prefix + name;
        if (weighted && uses.ContainsKey(full))
            full = $"{prefix}weighted_{name}";
        var count = uses.GetValueOrDefault(full);
        uses[full] = count + 1;
        return count == 0 ? full : $"{full}_{count}";
    }
}
