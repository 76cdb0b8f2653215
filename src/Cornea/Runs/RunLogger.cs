using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using Cornea.Diagnostics;

namespace Cornea.Runs;

/// <summary>Writes the folder of a run while a model is trained.</summary>
/// <remarks>Losing the disk ends the training with an <see cref="IOException"/>: a run is never trained unseen.</remarks>
/// <example><code>
/// model.Fit(x, y, epochs: 5, callbacks: [new RunLogger("runs/first", new RunOptions { Data = [x, y] })]);
/// var history = RunFolder.Open("runs/first").ReadHistory();
/// </code></example>
public sealed class RunLogger : Callback
{
    private readonly RunOptions _options;
    private RunLines? _history;
    private RunLines? _samples;
    private SummaryWriter? _train;
    private SummaryWriter? _validation;
    private long _epochBegan;
    private long _lastBatch;
    private int _epoch;

    /// <summary>Makes the folder of a new run.</summary>
    /// <param name="path">The folder.</param>
    /// <param name="options">What is written besides the history.</param>
    /// <exception cref="IOException">The folder holds a run already, or cannot be written.</exception>
    public RunLogger(string path, RunOptions? options = null) : this(RunFolder.Create(path), options)
    {
    }

    /// <summary>Writes into the folder of a run, after what is there.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="options">What is written besides the history.</param>
    public RunLogger(RunFolder folder, RunOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(folder);
        Folder = folder;
        _options = options ?? new RunOptions();
    }

    /// <summary>The folder.</summary>
    public RunFolder Folder { get; }

    private TimeProvider Clock => Trainer.Output.Clock;

    /// <inheritdoc/>
    public override bool OnFirstProcessAlone => true;

    /// <inheritdoc/>
    public override void OnTrainBegin()
    {
        var configuration = Configuration();
        // A run that goes on keeps the time of its beginning.
        if (Folder.ReadConfiguration() is { } before)
            configuration = configuration with { Started = before.Started };
        AtomicFile.Write(Folder.ConfigurationPath, RunConfigurationFile.Write(configuration));
        AtomicFile.Write(Folder.SummaryPath, Encoding.UTF8.GetBytes(Model.SummaryText()));
        _history = new RunLines(Folder.HistoryPath);
        _history.Append(json =>
        {
            json.WriteString("event", "begin");
            json.WriteString("time", RunJson.Time(Clock.GetUtcNow()));
            json.WriteNumber("step", Model.TrainedSteps);
        });
        if (_options.TensorBoard)
        {
            _train = new SummaryWriter(Folder["train"], Clock);
            _validation = new SummaryWriter(Folder["validation"], Clock);
        }
    }

    /// <inheritdoc/>
    public override void OnEpochBegin(int epoch)
    {
        _epoch = epoch;
        _epochBegan = _lastBatch = Clock.GetTimestamp();
    }

    /// <inheritdoc/>
    public override void OnTrainBatchEnd(int batch, Logs logs)
    {
        if (_options.BatchInterval is not { } interval || Clock.GetElapsedTime(_lastBatch) < interval)
            return;
        _lastBatch = Clock.GetTimestamp();
        _history?.Append(json => Write(json, "batch", logs), toDisk: false);
    }

    /// <inheritdoc/>
    public override void OnEpochEnd(int epoch, Logs logs)
    {
        _history?.Append(json => Write(json, "epoch", logs));
        foreach (var (name, value) in logs)
        {
            if (name.StartsWith("val_", StringComparison.Ordinal))
                _validation?.Scalar("epoch_" + name[4..], value, epoch);
            else
                _train?.Scalar("epoch_" + name, value, epoch);
        }
        _train?.Flush();
        _validation?.Flush();
        if (_options.Samples is { } samples)
            Predict(epoch, samples);
    }

    /// <inheritdoc/>
    public override void OnTrainEnd(Logs logs)
    {
        var history = Trainer.Position!.History;
        var state = !Trainer.LossIsFinite ? RunState.Failed
            : history.WasCanceled || Trainer.Position.Epoch < Parameters.Epochs ? RunState.Stopped : RunState.Finished;
        if (_options.SaveModel && state != RunState.Failed)
            Save();
        _history?.Append(json => WriteEnd(json, state, Clock.GetUtcNow()));
        _history?.Dispose();
        _samples?.Dispose();
        _train?.Dispose();
        _validation?.Dispose();
        (_history, _samples, _train, _validation) = (null, null, null, null);
    }

    internal static void WriteEnd(Utf8JsonWriter json, RunState state, DateTimeOffset time)
    {
        json.WriteString("event", "end");
        json.WriteString("time", RunJson.Time(time));
        json.WriteString("state", state.ToString().ToLowerInvariant());
    }

    private void Write(Utf8JsonWriter json, string kind, Logs logs)
    {
        json.WriteString("event", kind);
        json.WriteNumber("epoch", _epoch + 1);
        json.WriteNumber("step", Model.TrainedSteps);
        json.WriteString("time", RunJson.Time(Clock.GetUtcNow()));
        json.WriteNumber("seconds", Math.Round(Clock.GetElapsedTime(_epochBegan).TotalSeconds, 3));
        if (Model.Optimizer is { } optimizer)
            RunJson.Number(json, "learning_rate", optimizer.LearningRateValue);
        json.WriteStartObject("metrics");
        foreach (var (name, value) in logs)
            RunJson.Number(json, name, value);
        json.WriteEndObject();
    }

    private void Predict(int epoch, Tensor samples)
    {
        _samples ??= new RunLines(Folder.SamplesPath);
        var output = Model.PredictAll(samples, verbose: Verbosity.Silent)[0];
        var values = output.ToArray<double>();
        var size = output.Size / output.Shape[0];
        for (var i = 0; i < output.Shape[0]; i++)
        {
            var (index, row) = (i, values.AsMemory(i * size, size));
            _samples.Append(json =>
            {
                json.WriteNumber("epoch", epoch + 1);
                json.WriteNumber("index", index);
                json.WriteStartArray("prediction");
                foreach (var value in row.Span)
                    RunJson.Number(json, value);
                json.WriteEndArray();
            }, toDisk: false);
        }
    }

    private void Save()
    {
        Model.SaveWeights(Folder.WeightsPath);
        if (Model is Sequential or Functional)
            Model.Save(Folder.ModelPath);
    }

    private RunConfiguration Configuration() => new(_options.Name ?? Folder.Name, Model.Name)
    {
        Started = Clock.GetUtcNow(),
        Seed = Model.Seed,
        Parameters = Model.Weights.Sum(weight => (long)weight.Variable.Shape.Size),
        Epochs = Parameters.Epochs,
        StepsPerEpoch = Trainer.Position?.Steps,
        Optimizer = Model.Optimizer?.GetType().Name ?? "",
        Loss = string.Join(", ", Model.Losses.Select(loss => loss?.GetType().Name ?? "none")),
        Version = LibraryVersion.Text,
        Runtime = RuntimeInformation.FrameworkDescription,
        System = string.Create(CultureInfo.InvariantCulture,
            $"{RuntimeInformation.OSDescription}, {RuntimeInformation.ProcessArchitecture}, {Environment.ProcessorCount} processors"),
        Threads = (Trainer.Setup?.Options ?? CompileOptions.Default).Threads,
        DataHash = _options.Data.Count > 0 ? Runs.DataHash.Of(_options.Data) : "",
        Process = Environment.ProcessId,
        Machine = Environment.MachineName,
        Settings = new SortedDictionary<string, string>(_options.Settings.ToDictionary(), StringComparer.Ordinal),
    };
}
