namespace Cornea.Training;

/// <summary>What a model was compiled with, one entry per output.</summary>
internal sealed class TrainingSetup
{
    private readonly IReadOnlyList<double?> _lossWeights;
    private readonly IReadOnlyList<IReadOnlyList<Metric>> _metrics;
    private readonly IReadOnlyList<IReadOnlyList<Metric>> _weightedMetrics;

    private readonly HashSet<TrainingWarningKind> _warned = [];
    private MetricSession? _session;

    public TrainingSetup(
        Model model,
        Optimizer? optimizer,
        IReadOnlyList<Loss?> losses,
        IReadOnlyList<double?> lossWeights,
        IReadOnlyList<IReadOnlyList<Metric>> metrics,
        IReadOnlyList<IReadOnlyList<Metric>> weightedMetrics,
        Action<TrainingStep>? step,
        TrainStep? lossStep,
        CompileOptions? options)
    {
        if (lossStep is null)
        {
            ArgumentNullException.ThrowIfNull(optimizer);
            foreach (var count in (ReadOnlySpan<int>)[lossWeights.Count, metrics.Count, weightedMetrics.Count])
            {
                if (count != 0 && count != losses.Count)
                {
                    throw new ArgumentException(
                        $"Compile received {losses.Count} losses, but {count} lists of metrics or loss weights. Give one per output.");
                }
            }
        }
        var seen = new HashSet<Metric>(ReferenceEqualityComparer.Instance);
        foreach (var metric in metrics.Concat(weightedMetrics).SelectMany(list => list))
        {
            if (!seen.Add(metric))
            {
                throw new ArgumentException(
                    $"Compile received the same {metric.GetType().Name} '{metric.Name}' twice, but a metric counts for one use alone. " +
                    "Make an object for each.");
            }
        }
        Optimizer = Scaled(model, optimizer);
        Losses = losses;
        _lossWeights = lossWeights;
        _metrics = Owned(metrics);
        _weightedMetrics = Owned(weightedMetrics);
        Step = step;
        LossStep = lossStep;
        Trained = new TrainedLayers(model);
        Options = options;
        LossTrackers = losses.Count > 1 ? [.. losses.Select(loss => loss is null ? null : new RunningMean())] : [];

        IReadOnlyList<Metric>[] Owned(IReadOnlyList<IReadOnlyList<Metric>> lists) =>
            [.. lists.Select(list => (Metric[])[.. list.Select(metric => MetricOwners.Own(metric, model))])];
    }

    public Optimizer? Optimizer { get; }

    public IReadOnlyList<Loss?> Losses { get; }

    /// <summary>The parts of a training step as the user puts them together; null for the usual way.</summary>
    public Action<TrainingStep>? Step { get; }

    /// <summary>What computes the loss in place of the losses; null where those do.</summary>
    public TrainStep? LossStep { get; }

    /// <summary>What is trained.</summary>
    public TrainedLayers Trained { get; }

    public CompileOptions? Options { get; }

    /// <summary>The running mean of the loss over the samples of an epoch.</summary>
    public RunningMean LossTracker { get; } = new();

    /// <summary>Those of each output's own loss, where there are several.</summary>
    public IReadOnlyList<RunningMean?> LossTrackers { get; }

    public IReadOnlyList<Metric> AllMetrics => [.. _metrics.SelectMany(list => list), .. _weightedMetrics.SelectMany(list => list)];

    /// <summary>What the metrics are computed from.</summary>
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

    /// <summary>Whether the running loss is a finite number; costs a look at memory.</summary>
    public bool LossIsFinite
    {
        get
        {
            Span<float> total = stackalloc float[1];
            LossTracker.Total.CopyTo(total);
            return float.IsFinite(total[0]);
        }
    }

    /// <summary>Lets a run have the accumulators: what another has accumulated is kept for it. Costs nothing where the run has
    /// them.</summary>
    public void Enter(MetricSession? session)
    {
        if (ReferenceEquals(_session, session) || session is null)
            return;
        _session?.Leave(this);
        session.Enter(this);
        _session = session;
    }

    /// <summary>Warns, but not a second time of the same kind until the model is compiled again.</summary>
    public void WarnOnce(Trainer trainer, TrainingWarningKind kind, string message)
    {
        if (_warned.Add(kind))
            trainer.Warn(new TrainingWarning(kind, message));
    }

    public void ResetAccumulators()
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

    // As Keras's compile does: without it the smallest gradients would be 0 in float16.
    private static Optimizer? Scaled(Model model, Optimizer? optimizer) =>
        optimizer is not (null or LossScaleOptimizer) && model.DTypePolicy == DTypePolicy.MixedFloat16
            ? new LossScaleOptimizer(optimizer)
            : optimizer;
}
