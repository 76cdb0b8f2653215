namespace Cornea.Inspection;

/// <summary>
/// Trains for some steps with a learning rate that grows from step to step, and notes the loss: a good rate lies where the loss falls
/// fastest (Smith, 2015). The model is as before when it ends.
/// </summary>
/// <example><code>
/// var finder = LearningRateFinder.Run(model, x, y);
/// model.Optimizer!.LearningRateValue = finder.Suggested;
/// Show.Plot(finder.Plot(), "rates.svg");
/// </code></example>
public sealed class LearningRateFinder
{
    private const double Smoothing = 0.8;

    private LearningRateFinder(IReadOnlyList<double> rates, IReadOnlyList<double> losses)
    {
        (Rates, Losses) = (rates, losses);
        Smoothed = new PlotSeries("loss", losses).Smoothed(Smoothing).Y;
        // Where the loss falls most per factor of the rate; the ends are left out, as they have no step on one side.
        var steepest = Enumerable.Range(1, Math.Max(0, rates.Count - 2)).Where(i => double.IsFinite(Smoothed[i + 1] - Smoothed[i - 1]))
            .DefaultIfEmpty(0).MinBy(i => i == 0 ? 0 : Smoothed[i + 1] - Smoothed[i - 1]);
        Suggested = rates.Count > 0 ? rates[steepest] : double.NaN;
    }

    /// <summary>The learning rate of each step.</summary>
    public IReadOnlyList<double> Rates { get; }

    /// <summary>The loss of each step's batch.</summary>
    public IReadOnlyList<double> Losses { get; }

    /// <summary>The losses as a moving average.</summary>
    public IReadOnlyList<double> Smoothed { get; }

    /// <summary>The rate at which the loss falls fastest.</summary>
    public double Suggested { get; }

    /// <summary>Tries rates from one to another.</summary>
    /// <param name="model">The model, compiled with an optimizer whose rate is a number.</param>
    /// <param name="x">The inputs.</param>
    /// <param name="y">The targets.</param>
    /// <param name="low">The first rate.</param>
    /// <param name="high">The last rate; it ends before where the loss is 4 times its least.</param>
    /// <param name="steps">How many steps.</param>
    /// <param name="batchSize">Samples of a step.</param>
    public static LearningRateFinder Run(
        Model model, Tensors x, Tensors y, double low = 1e-6, double high = 10, int steps = 100, int batchSize = 32)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(low);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(high, low);
        ArgumentOutOfRangeException.ThrowIfLessThan(steps, 3);
        var sweep = new RateSweep(low, high, steps);
        // Compiling the step makes the optimizer's variables, which are to be as they are now.
        model.PlanTraining(x, y, batchSize);
        Variable[] state = [.. model.Weights.Select(weight => weight.Variable), .. model.Optimizer?.Variables ?? []];
        var before = Array.ConvertAll(state, variable => variable.AsBytes().ToArray());
        var (trained, rate) = (model.Trainer.TrainedSteps, model.Optimizer?.LearningRateValue);
        // Rates that are too high, and data that is short, are what the sweep is about.
        var warned = model.Trainer.Warned;
        model.Trainer.Warned = static _ => { };
        try
        {
            model.Fit(x, y, batchSize, stepsPerEpoch: steps, verbose: Verbosity.Silent, callbacks: [sweep]);
        }
        finally
        {
            model.Trainer.Warned = warned;
            for (var i = 0; i < state.Length; i++)
                state[i].AssignBytes(before[i]);
            if (model.Optimizer is { } optimizer && rate is { } was)
                optimizer.LearningRateValue = was;
            (model.Trainer.TrainedSteps, model.StopTraining) = (trained, false);
        }
        return new LearningRateFinder(sweep.Rates, sweep.Losses);
    }

    /// <summary>The losses over the rates.</summary>
    public LinePlot Plot()
    {
        var at = Rates.ToList().IndexOf(Suggested);
        return new LinePlot("Learning rate", [new PlotSeries("loss", Losses, Rates)])
        {
            XLabel = "learning rate",
            YLabel = "loss",
            XScale = AxisScale.Log,
            Smoothing = Smoothing,
            Marks = at < 0 ? [] : [new PlotMark(Suggested, Smoothed[at],
                Suggested.ToString("G2", System.Globalization.CultureInfo.InvariantCulture))],
            Width = 400,
            Height = 280,
        };
    }
}
