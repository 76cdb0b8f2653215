namespace Cornea.Tuning;

/// <summary>Measures settings by k-fold: each part of the data is held back once while a new network is trained on the others.</summary>
internal sealed class FoldTraining
{
    private readonly Func<HyperParameters, Model> _build;
    private readonly TuningOptions _options;
    private readonly Tensor _x;
    private readonly Tensor _y;
    private readonly int[] _order;

    public FoldTraining(Func<HyperParameters, Model> build, Tensor x, Tensor y, TuningOptions options)
    {
        if (x.Rank == 0 || y.Rank == 0 || x.Shape[0] != y.Shape[0] || x.Shape[0] < Math.Max(2, options.Folds) || options.Folds < 1)
        {
            throw new ArgumentException(
                $"A search needs as many targets as inputs and a sample or more for each of {options.Folds} folds, but received " +
                $"{x.Shape} and {y.Shape}.");
        }
        (_build, _x, _y, _options) = (build, x, y, options);
        var random = new SplitMix(options.Seed);
        _order = [.. Enumerable.Range(0, x.Shape[0]).OrderBy(_ => random.Next())];
    }

    public IReadOnlyList<double> Scores(HyperParameters parameters, int epochs)
    {
        var scores = new double[_options.Folds];
        for (var fold = 0; fold < scores.Length; fold++)
        {
            _options.CancellationToken.ThrowIfCancellationRequested();
            var (training, held) = Split(fold);
            var model = _build(parameters);
            var history = model.Fit(_x.Gather(Tensor.From(training)), _y.Gather(Tensor.From(training)), _options.BatchSize, epochs,
                Verbosity.Silent, validationData: (_x.Gather(Tensor.From(held)), _y.Gather(Tensor.From(held))));
            var values = history["val_" + _options.Metric];
            // A training that ended early, or went wrong, is worse than any other.
            scores[fold] = values.Count > 0 && double.IsFinite(values[^1]) ? values[^1]
                : _options.IsGreatestBest ? double.NegativeInfinity : double.PositiveInfinity;
        }
        return scores;
    }

    private (int[] Training, int[] Held) Split(int fold)
    {
        var parts = Math.Max(_options.Folds, 1);
        var (first, last) = parts == 1 ? (_order.Length - Math.Max(1, _order.Length / 5), _order.Length)
            : ((int)((long)_order.Length * fold / parts), (int)((long)_order.Length * (fold + 1) / parts));
        return ([.. _order[..first], .. _order[last..]], _order[first..last]);
    }
}
