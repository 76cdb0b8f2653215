using System.Globalization;

namespace Cornea.Callbacks;

/// <summary>Lowers the learning rate when a metric has not got better for some epochs. Keras:
/// <c>keras.callbacks.ReduceLROnPlateau</c>.</summary>
/// <remarks>Adds <c>learning_rate</c> to the history. Source: Keras, <c>callbacks/reduce_lr_on_plateau.py</c>.</remarks>
public sealed class ReduceLROnPlateau : Callback
{
    private readonly MonitoredMetric _monitor;
    private int _wait;
    private int _cooling;

    /// <summary>Makes the callback.</summary>
    /// <param name="monitor">The monitored metric.</param>
    /// <param name="factor">By what the learning rate is multiplied, below 1.</param>
    /// <param name="patience">Epochs without improvement that are borne.</param>
    /// <param name="verbose">Whether each change is told.</param>
    /// <param name="mode">Which way is better.</param>
    /// <param name="minDelta">By how much the metric has to get better to count.</param>
    /// <param name="cooldown">Epochs after a change in which nothing is counted.</param>
    /// <param name="minLearningRate">The least learning rate.</param>
    /// <exception cref="ArgumentOutOfRangeException">The factor is 1 or more.</exception>
    public ReduceLROnPlateau(
        string monitor = "val_loss", double factor = 0.1, int patience = 10, bool verbose = false, MonitorMode mode = MonitorMode.Auto,
        double minDelta = 1e-4, int cooldown = 0, double minLearningRate = 0)
    {
        if (factor >= 1)
        {
            throw new ArgumentOutOfRangeException(
                nameof(factor), factor, "ReduceLROnPlateau expects a factor below 1. 0.1 makes the learning rate ten times smaller.");
        }
        _monitor = new MonitoredMetric(monitor, mode, minDelta);
        Factor = factor;
        Patience = patience;
        Verbose = verbose;
        Cooldown = cooldown;
        MinLearningRate = minLearningRate;
    }

    /// <summary>By what the learning rate is multiplied.</summary>
    public double Factor { get; }

    /// <summary>Epochs without improvement that are borne.</summary>
    public int Patience { get; }

    /// <summary>Whether each change is told.</summary>
    public bool Verbose { get; }

    /// <summary>Epochs after a change in which nothing is counted.</summary>
    public int Cooldown { get; }

    /// <summary>The least learning rate.</summary>
    public double MinLearningRate { get; }

    /// <inheritdoc/>
    protected internal override IReadOnlyList<Tensor> State
    {
        get => [Tensor.From([_wait, _monitor.Best, _cooling])];
        set
        {
            var numbers = value[0].ToArray<double>();
            (_wait, _monitor.Best, _cooling) = ((int)numbers[0], numbers[1], (int)numbers[2]);
        }
    }

    /// <inheritdoc/>
    public override void OnTrainBegin()
    {
        (_wait, _cooling) = (0, 0);
        _monitor.Begin(this);
    }

    /// <inheritdoc/>
    public override void OnEpochEnd(int epoch, Logs logs)
    {
        logs["learning_rate"] = Model.Optimizer!.LearningRateValue;
        if (_monitor.Find(this, logs) is not { } current)
            return;
        if (_cooling > 0)
        {
            _cooling--;
            _wait = 0;
        }
        if (_monitor.IsBetter(current, _monitor.Best))
        {
            (_monitor.Best, _wait) = (current, 0);
            return;
        }
        if (_cooling > 0 || ++_wait < Patience)
            return;
        var old = (float)Model.Optimizer.LearningRateValue;
        if (old <= (float)MinLearningRate)
            return;
        Model.Optimizer.LearningRateValue = Math.Max(old * Factor, MinLearningRate);
        if (Verbose)
        {
            Trainer.Output.Writer.WriteLine(
                string.Create(CultureInfo.InvariantCulture,
                    $"\nEpoch {epoch + 1}: ReduceLROnPlateau reducing learning rate to {Model.Optimizer.LearningRateValue}."));
        }
        (_cooling, _wait) = (Cooldown, 0);
    }
}
