using System.Globalization;

namespace Cornea.Callbacks;

/// <summary>Ends the training when a metric has not got better for some epochs. Keras: <c>keras.callbacks.EarlyStopping</c>.</summary>
/// <remarks>Source: Keras, <c>callbacks/early_stopping.py</c>.</remarks>
public sealed class EarlyStopping : Callback
{
    private readonly MonitoredMetric _monitor;
    private IReadOnlyList<Tensor>? _bestWeights;
    private int _wait;

    /// <summary>Makes the callback.</summary>
    /// <param name="monitor">The monitored metric.</param>
    /// <param name="minDelta">By how much it has to get better to count.</param>
    /// <param name="patience">Epochs without improvement that are borne.</param>
    /// <param name="verbose">Whether the end is told.</param>
    /// <param name="mode">Which way is better.</param>
    /// <param name="baseline">What has to be reached; none where null.</param>
    /// <param name="restoreBestWeights">Whether the weights of the best epoch come back at the end.</param>
    /// <param name="startFromEpoch">Epochs before it begins to look.</param>
    public EarlyStopping(
        string monitor = "val_loss", double minDelta = 0, int patience = 0, bool verbose = false, MonitorMode mode = MonitorMode.Auto,
        double? baseline = null, bool restoreBestWeights = false, int startFromEpoch = 0)
    {
        _monitor = new MonitoredMetric(monitor, mode, Math.Abs(minDelta));
        Patience = patience;
        Verbose = verbose;
        Baseline = baseline;
        RestoreBestWeights = restoreBestWeights;
        StartFromEpoch = startFromEpoch;
    }

    /// <summary>Epochs without improvement that are borne.</summary>
    public int Patience { get; }

    /// <summary>Whether the end is told.</summary>
    public bool Verbose { get; }

    /// <summary>What has to be reached, or null.</summary>
    public double? Baseline { get; }

    /// <summary>Whether the weights of the best epoch come back at the end.</summary>
    public bool RestoreBestWeights { get; }

    /// <summary>Epochs before it begins to look.</summary>
    public int StartFromEpoch { get; }

    /// <summary>The epoch after which it ended the training, from 0; null where it did not.</summary>
    public int? StoppedEpoch { get; private set; }

    /// <summary>The best epoch, from 0.</summary>
    public int BestEpoch { get; private set; }

    /// <inheritdoc/>
    protected internal override IReadOnlyList<Tensor> State
    {
        get => [Tensor.From([_wait, _monitor.Best, BestEpoch]), .. _bestWeights ?? []];
        set
        {
            var numbers = value[0].ToArray<double>();
            (_wait, _monitor.Best, BestEpoch) = ((int)numbers[0], numbers[1], (int)numbers[2]);
            _bestWeights = value.Count > 1 ? [.. value.Skip(1)] : null;
        }
    }

    /// <inheritdoc/>
    public override void OnTrainBegin()
    {
        (_wait, StoppedEpoch, BestEpoch, _bestWeights) = (0, null, 0, null);
        _monitor.Begin(this);
    }

    /// <inheritdoc/>
    public override void OnEpochEnd(int epoch, Logs logs)
    {
        if (epoch < StartFromEpoch || _monitor.Find(this, logs) is not { } current)
            return;
        // The weights behind a loss that is no number are never the best.
        var isSound = Trainer.LossIsFinite && FiniteWeights.AreIn(Model);
        if (RestoreBestWeights && _bestWeights is null && isSound)
            _bestWeights = Model.GetWeights();
        _wait++;
        if (isSound && _monitor.IsBetter(current, _monitor.Best))
        {
            (_monitor.Best, BestEpoch) = (current, epoch);
            if (RestoreBestWeights)
                _bestWeights = Model.GetWeights();
            if (Baseline is not { } baseline || _monitor.IsBetter(current, baseline))
                _wait = 0;
            return;
        }
        if (_wait < Patience || epoch == 0)
            return;
        StoppedEpoch = epoch;
        Model.StopTraining = true;
    }

    /// <inheritdoc/>
    public override void OnTrainEnd(Logs logs)
    {
        if (StoppedEpoch is { } epoch && Verbose)
            Trainer.Output.Writer.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Epoch {epoch + 1}: early stopping"));
        if (_bestWeights is null)
            return;
        if (Verbose)
        {
            Trainer.Output.Writer.WriteLine(
                string.Create(CultureInfo.InvariantCulture, $"Restoring model weights from the end of the best epoch: {BestEpoch + 1}."));
        }
        Model.SetWeights(_bestWeights);
    }
}
