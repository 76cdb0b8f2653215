namespace Cornea.Callbacks;

/// <summary>Writes the metrics of a training for TensorBoard. Keras: <c>keras.callbacks.TensorBoard</c>.</summary>
/// <remarks>
/// <para>
/// The folder <c>train</c> has <c>epoch_loss</c> and the like, the learning rate and the histograms of the weights;
/// <c>validation</c> has the same metrics without <c>val_</c>, and <c>evaluation_loss_vs_iterations</c>. The summary of the
/// model stands as a text.
/// </para>
/// <para>Look at them with <c>tensorboard --logdir logs</c>. Source: Keras, <c>callbacks/tensorboard.py</c>.</para>
/// </remarks>
/// <example><code>model.Fit(x, y, callbacks: [new TensorBoard("logs/first")]);</code></example>
public sealed class TensorBoard : Callback
{
    private SummaryWriter? _train;
    private SummaryWriter? _validation;
    private bool _training;
    private long _epochBegan;
    private long _stepsBefore;

    /// <summary>Makes the callback.</summary>
    /// <param name="logFolder">The folder of the run.</param>
    /// <param name="histogramFrequency">Writes histograms of the weights after each so many epochs; never where 0.</param>
    /// <param name="updateFrequency">Writes the running metrics of each so many batches too; never where null.</param>
    /// <param name="writeStepsPerSecond">Whether the speed is written.</param>
    /// <param name="writeSummary">Whether the summary of the model is written.</param>
    /// <exception cref="ArgumentOutOfRangeException">A frequency is out of range.</exception>
    public TensorBoard(string logFolder = "logs", int histogramFrequency = 0, int? updateFrequency = null, bool writeStepsPerSecond = false,
        bool writeSummary = true)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(histogramFrequency);
        if (updateFrequency < 1)
        {
            throw new ArgumentOutOfRangeException(
                nameof(updateFrequency), updateFrequency,
                "TensorBoard expects a frequency of 1 batch or more. Leave it out to write after each epoch alone.");
        }
        LogFolder = logFolder;
        HistogramFrequency = histogramFrequency;
        UpdateFrequency = updateFrequency;
        WriteStepsPerSecond = writeStepsPerSecond;
        WriteSummary = writeSummary;
    }

    /// <summary>The folder of the run.</summary>
    public string LogFolder { get; }

    /// <summary>After how many epochs histograms are written; 0 for never.</summary>
    public int HistogramFrequency { get; }

    /// <summary>After how many batches the running metrics are written; null for never.</summary>
    public int? UpdateFrequency { get; }

    /// <summary>Whether the speed is written.</summary>
    public bool WriteStepsPerSecond { get; }

    /// <summary>Whether the summary of the model is written.</summary>
    public bool WriteSummary { get; }

    private TimeProvider Clock => Trainer.Output.Clock;

    private SummaryWriter Train => _train ??= new SummaryWriter(Path.Combine(LogFolder, "train"), Clock);

    private SummaryWriter Validation => _validation ??= new SummaryWriter(Path.Combine(LogFolder, "validation"), Clock);

    /// <inheritdoc/>
    public override bool OnFirstProcessAlone => true;

    /// <inheritdoc/>
    public override void OnTrainBegin()
    {
        _training = true;
        if (!WriteSummary)
            return;
        // Four spaces make a block of Markdown that keeps its columns.
        Train.Text("model", string.Join('\n', Model.SummaryText().TrimEnd('\n').Split('\n').Select(line => "    " + line)), 0);
        Train.Flush();
    }

    /// <inheritdoc/>
    public override void OnTrainEnd(Logs logs)
    {
        _training = false;
        Close();
    }

    /// <inheritdoc/>
    public override void OnEpochBegin(int epoch)
    {
        _epochBegan = Clock.GetTimestamp();
        _stepsBefore = Model.TrainedSteps;
    }

    /// <inheritdoc/>
    public override void OnTrainBatchEnd(int batch, Logs logs)
    {
        if (UpdateFrequency is not { } frequency || Model.TrainedSteps % frequency != 0)
            return;
        foreach (var (name, value) in logs)
            Train.Scalar("batch_" + name, value, Model.TrainedSteps);
        Train.Flush();
    }

    /// <inheritdoc/>
    public override void OnEpochEnd(int epoch, Logs logs)
    {
        foreach (var (name, value) in logs)
        {
            if (name.StartsWith("val_", StringComparison.Ordinal))
                Validation.Scalar("epoch_" + name[4..], value, epoch);
            else
                Train.Scalar("epoch_" + name, value, epoch);
        }
        if (logs.Find("learning_rate") is null && Model.Optimizer is { } optimizer)
            Train.Scalar("epoch_learning_rate", optimizer.LearningRateValue, epoch);
        if (WriteStepsPerSecond)
        {
            Train.Scalar("epoch_steps_per_second", (Model.TrainedSteps - _stepsBefore) / Clock.GetElapsedTime(_epochBegan).TotalSeconds,
                epoch);
        }
        if (HistogramFrequency > 0 && epoch % HistogramFrequency == 0)
        {
            foreach (var weight in Model.Weights)
            {
                Train.Histogram(weight.Variable.Name + "/histogram", weight.Variable.ToTensor().Cast(DType.Float64).ToArray<double>(),
                    epoch);
            }
        }
        _train?.Flush();
        _validation?.Flush();
    }

    /// <inheritdoc/>
    public override void OnTestEnd(Logs logs)
    {
        if (Model.Optimizer is not { } optimizer)
            return;
        foreach (var (name, value) in logs)
            Validation.Scalar($"evaluation_{name}_vs_iterations", value, optimizer.Iterations.ToArray<int>()[0]);
        if (_training)
            Validation.Flush();
        else
            Close();
    }

    private void Close()
    {
        _train?.Dispose();
        _validation?.Dispose();
        (_train, _validation) = (null, null);
    }
}
