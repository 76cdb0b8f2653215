namespace Cornea;

public abstract partial class Model
{
    /// <summary>Trains the model on batches that a data set makes, so that the data need not fit in memory. Keras:
    /// <c>model.fit(dataset)</c>.</summary>
    /// <param name="data">Batches: a data set that ends with <c>Batch</c> (and <c>Prefetch</c>, to read ahead).</param>
    /// <param name="epochs">The number of the last epoch.</param>
    /// <param name="verbose">How much is printed, to the standard error.</param>
    /// <param name="validationData">Batches for validation after each epoch.</param>
    /// <param name="callbacks">Done at certain moments of the run.</param>
    /// <param name="initialEpoch">The epoch to begin with, for going on with a training.</param>
    /// <param name="stepsPerEpoch">Batches of an epoch; all that the data set makes where null.</param>
    /// <param name="validationFrequency">Validates after each so many epochs.</param>
    /// <param name="progress">Is told after each epoch where the training stands.</param>
    /// <param name="cancellationToken">Ends the training after the running batch; the weights and the history stay.</param>
    /// <returns>The figures of each epoch.</returns>
    /// <exception cref="InvalidOperationException">The model is not compiled.</exception>
    /// <exception cref="ArgumentException">The data set has no batches, or their tensors do not fit each other.</exception>
    public History Fit(
        Dataset data, int epochs = 1, Verbosity verbose = Verbosity.Bar, Dataset? validationData = null,
        IReadOnlyList<Callback>? callbacks = null,
        int initialEpoch = 0, int? stepsPerEpoch = null, int validationFrequency = 1, IProgress<TrainingProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(data);
        var setup = Setup("be fitted");
        Positive(validationFrequency, "validationFrequency");
        Positive(stepsPerEpoch ?? 1, "stepsPerEpoch");
        var options = new FitOptions(
            0, epochs, verbose, false, callbacks ?? [], initialEpoch, stepsPerEpoch, 0, validationFrequency, progress,
            cancellationToken, Warn);
        return new DatasetLoop(this, setup, data, validationData, options).Run();
    }

    /// <summary>The loss and the metrics over batches that a data set makes; the weights stay.</summary>
    /// <param name="data">Batches.</param>
    /// <param name="verbose">How much is printed, to the standard error.</param>
    /// <param name="callbacks">Done at certain moments of the run.</param>
    public EvaluationResult Evaluate(Dataset data, Verbosity verbose = Verbosity.Bar, IReadOnlyList<Callback>? callbacks = null)
    {
        ArgumentNullException.ThrowIfNull(data);
        var setup = Setup("be evaluated");
        var readout = new Readout(this, setup);
        DatasetLoop.Evaluate(this, setup, data, readout, Attached(callbacks, verbose, data.Count ?? 0));
        var (names, values) = readout.Read();
        return new EvaluationResult(names, values);
    }

    /// <summary>The outputs for batches that a data set makes, one after the other.</summary>
    /// <param name="data">Batches; their targets are not looked at.</param>
    /// <returns>The first output of each batch, float32, when it is asked for.</returns>
    public IEnumerable<Tensor> Predict(Dataset data)
    {
        ArgumentNullException.ThrowIfNull(data);
        return data.Select(batch =>
        {
            var function = DatasetLoop.Load(this, SetupOrNone, StepKind.Predict, batch, "Predict");
            function.Run();
            return Tensor.From(function.Output<float>(0), function.Outputs[0].Shape);
        });
    }
}
