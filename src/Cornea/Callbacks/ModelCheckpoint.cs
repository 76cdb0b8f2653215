using System.Globalization;
using System.Text;

namespace Cornea.Callbacks;

/// <summary>Saves the model or its weights as the training goes. Keras: <c>keras.callbacks.ModelCheckpoint</c>.</summary>
/// <remarks>
/// The ending of the path says what is written: the whole model (<c>.keras</c>) by <see cref="Model.Save"/>, or its weights
/// (<c>.safetensors</c>, <c>.weights.h5</c>) by <see cref="Model.SaveWeights"/>; whole or not at all in each case: the old file
/// stands until the new one is on the disk. Weights that are not finite numbers are never the best. The path may have fields:
/// <c>{epoch:02d}</c> counts from 1, <c>{batch}</c> too, and every metric has its name, as in <c>{val_loss:.2f}</c>. Source: Keras,
/// <c>callbacks/model_checkpoint.py</c>.
/// </remarks>
/// <example><code>new ModelCheckpoint("runs/{epoch:02d}-{val_loss:.2f}.safetensors", saveBestOnly: true)</code></example>
public sealed class ModelCheckpoint : Callback
{
    private static readonly string[] Endings = [".keras", ".h5", ".safetensors"];
    private readonly MonitoredMetric _monitor;
    private readonly NamePattern _path;
    private readonly double? _threshold;
    private int _epoch;
    private int _batches;

    /// <summary>Makes the callback.</summary>
    /// <param name="path">The file, which ends in <c>.keras</c> or <c>.h5</c> for the whole model, or in <c>.weights.h5</c> or
    /// <c>.safetensors</c> for its weights; it may have fields. Its folder is made.</param>
    /// <param name="monitor">The monitored metric, which tells the best weights.</param>
    /// <param name="verbose">Whether each save is told.</param>
    /// <param name="saveBestOnly">Whether weights are saved only when the metric got better.</param>
    /// <param name="mode">Which way is better.</param>
    /// <param name="saveFrequency">Saves each so many batches; at the end of each epoch where null.</param>
    /// <param name="initialThreshold">What the metric has to be better than at first; nothing where null.</param>
    /// <param name="restoreBestWeights">Whether the best weights come back into the model at the end; with
    /// <paramref name="saveBestOnly"/> alone.</param>
    /// <exception cref="ArgumentException">The path has another ending or a field that cannot be read, or the best weights would not be
    /// kept.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The frequency is below 1.</exception>
    public ModelCheckpoint(
        string path, string monitor = "val_loss", bool verbose = false, bool saveBestOnly = false, MonitorMode mode = MonitorMode.Auto,
        int? saveFrequency = null, double? initialThreshold = null, bool restoreBestWeights = false)
    {
        ArgumentNullException.ThrowIfNull(path);
        if (!Endings.Any(ending => path.EndsWith(ending, StringComparison.OrdinalIgnoreCase)))
        {
            throw new ArgumentException(
                "ModelCheckpoint expects a path that ends in .keras or .h5 for the whole model, or in .weights.h5 or .safetensors for " +
                $"its weights, but received '{path}'. Change the ending.", nameof(path));
        }
        if (saveFrequency < 1)
        {
            throw new ArgumentOutOfRangeException(
                nameof(saveFrequency), saveFrequency,
                "ModelCheckpoint expects a frequency of 1 batch or more. Leave it out to save after each epoch.");
        }
        if (restoreBestWeights && !saveBestOnly)
        {
            throw new ArgumentException(
                "ModelCheckpoint can bring the best weights back only where it keeps them. Give saveBestOnly: true too.",
                nameof(restoreBestWeights));
        }
        _path = new NamePattern(path);
        _monitor = new MonitoredMetric(monitor, mode, 0);
        _threshold = initialThreshold;
        Verbose = verbose;
        SaveBestOnly = saveBestOnly;
        SaveFrequency = saveFrequency;
        RestoreBestWeights = restoreBestWeights;
    }

    /// <summary>Whether each save is told.</summary>
    public bool Verbose { get; }

    /// <summary>Whether weights are saved only when the metric got better.</summary>
    public bool SaveBestOnly { get; }

    /// <summary>After how many batches it saves; after each epoch where null.</summary>
    public int? SaveFrequency { get; }

    /// <summary>Whether the best weights come back into the model at the end.</summary>
    public bool RestoreBestWeights { get; }

    /// <summary>The file that was written last: with <see cref="SaveBestOnly"/> the best weights. Null before the first.</summary>
    public string? SavedPath { get; private set; }

    /// <inheritdoc/>
    protected internal override IReadOnlyList<Tensor> State
    {
        get => [Tensor.From([_monitor.Best, _batches]), .. SavedPath is { } path ? [Tensor.From(Encoding.UTF8.GetBytes(path))]
            : Array.Empty<Tensor>()];
        set
        {
            var numbers = value[0].ToArray<double>();
            (_monitor.Best, _batches) = (numbers[0], (int)numbers[1]);
            SavedPath = value.Count > 1 ? Encoding.UTF8.GetString(value[1].ToArray<byte>()) : null;
        }
    }

    /// <inheritdoc/>
    public override bool OnFirstProcessAlone => true;

    /// <inheritdoc/>
    public override void OnTrainBegin()
    {
        (_batches, SavedPath) = (0, null);
        if (SaveBestOnly)
            _monitor.Begin(this, _threshold);
    }

    /// <inheritdoc/>
    public override void OnEpochBegin(int epoch) => _epoch = epoch;

    /// <inheritdoc/>
    public override void OnTrainBatchEnd(int batch, Logs logs)
    {
        if (SaveFrequency is not { } frequency || ++_batches < frequency)
            return;
        _batches = 0;
        Consider(batch, logs);
    }

    /// <inheritdoc/>
    public override void OnEpochEnd(int epoch, Logs logs)
    {
        if (SaveFrequency is null)
            Consider(null, logs);
    }

    /// <inheritdoc/>
    public override void OnTrainEnd(Logs logs)
    {
        if (!RestoreBestWeights || SavedPath is not { } path)
            return;
        Tell($"Restoring model weights from {path}.");
        Model.LoadWeights(path);
    }

    private void Consider(int? batch, Logs logs)
    {
        var path = _path.Fill(
            name => name == "epoch" ? _epoch + 1 : name == "batch" ? batch + 1 : logs.Find(name),
            [.. batch is null ? (string[])["epoch"] : ["epoch", "batch"], .. logs.Names]);
        if (!SaveBestOnly)
        {
            Tell(string.Create(CultureInfo.InvariantCulture, $"\nEpoch {_epoch + 1}: saving model to {path}"));
            Save(path);
            return;
        }
        if (_monitor.Find(this, logs) is not { } current)
            return;
        if (!Trainer.LossIsFinite || !FiniteWeights.AreIn(Model))
        {
            Tell(string.Create(CultureInfo.InvariantCulture,
                $"\nEpoch {_epoch + 1}: the weights or their loss are not finite numbers, so they are not saved"));
            return;
        }
        if (!_monitor.IsBetter(current, _monitor.Best))
        {
            Tell(string.Create(CultureInfo.InvariantCulture,
                $"\nEpoch {_epoch + 1}: {_monitor.Name} did not improve from {_monitor.Best:F5}"));
            return;
        }
        var before = double.IsInfinity(_monitor.Best) ? (_monitor.Best > 0 ? "inf" : "-inf")
            : _monitor.Best.ToString("F5", CultureInfo.InvariantCulture);
        Tell(string.Create(CultureInfo.InvariantCulture,
            $"\nEpoch {_epoch + 1}: {_monitor.Name} improved from {before} to {current:F5}, saving model to {path}"));
        _monitor.Best = current;
        Save(path);
    }

    private void Save(string path)
    {
        if (Path.GetDirectoryName(path) is { Length: > 0 } folder)
            Directory.CreateDirectory(folder);
        if (path.EndsWith(".weights.h5", StringComparison.OrdinalIgnoreCase)
            || path.EndsWith(".safetensors", StringComparison.OrdinalIgnoreCase))
        {
            Model.SaveWeights(path);
        }
        else
        {
            Model.Save(path);
        }
        SavedPath = path;
    }

    private void Tell(string text)
    {
        if (Verbose)
            Trainer.Output.Writer.WriteLine(text);
    }
}
