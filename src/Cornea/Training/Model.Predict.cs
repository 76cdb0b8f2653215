namespace Cornea;

public abstract partial class Model
{
    /// <summary>The outputs for some inputs. Keras: <c>model.predict</c>.</summary>
    /// <param name="x">The inputs.</param>
    /// <param name="batchSize">Samples of a step.</param>
    /// <param name="verbose">How much is printed, to the standard error.</param>
    /// <param name="callbacks">Invoked at the start and end of the prediction and its batches.</param>
    /// <param name="steps">Batches, from the first on; all where null.</param>
    /// <param name="cancellationToken">Ends the prediction after the running batch.</param>
    /// <returns>One row per sample, float32.</returns>
    /// <exception cref="ArgumentException">The model has several outputs.</exception>
    /// <exception cref="ShapeException">There are several batches, and the first axis of the output is not the batch.</exception>
    /// <exception cref="OperationCanceledException">It was canceled.</exception>
    public Tensor Predict(
        Tensors x, int batchSize = 32, Verbosity verbose = Verbosity.Bar, IReadOnlyList<Callback>? callbacks = null, int? steps = null,
        CancellationToken cancellationToken = default)
    {
        var outputs = PredictAll(x, batchSize, verbose, callbacks, steps, cancellationToken);
        return outputs.Count == 1
            ? outputs[0]
            : throw new ArgumentException($"Model '{Name}' has {outputs.Count} outputs, but Predict returns one. Call PredictAll.");
    }

    /// <summary>All outputs of a model with several, for some inputs.</summary>
    /// <remarks>Inputs of which the model fixes the first axis, as an ONNX file may (the state of a recurrence beside a sequence), need not
    /// have as many rows as each other; they are given all at once.</remarks>
    /// <param name="x">The inputs.</param>
    /// <param name="batchSize">Samples of a step.</param>
    /// <param name="verbose">How much is printed, to the standard error.</param>
    /// <param name="callbacks">Invoked at the start and end of the prediction and its batches.</param>
    /// <param name="steps">Batches, from the first on; all where null.</param>
    /// <param name="cancellationToken">Ends the prediction after the running batch.</param>
    /// <exception cref="ShapeException">There are several batches, and the first axis of an output is not the batch.</exception>
    /// <exception cref="OperationCanceledException">It was canceled.</exception>
    public IReadOnlyList<Tensor> PredictAll(
        Tensors x, int batchSize = 32, Verbosity verbose = Verbosity.Bar, IReadOnlyList<Callback>? callbacks = null, int? steps = null,
        CancellationToken cancellationToken = default)
    {
        Positive(batchSize, "batchSize");
        Positive(steps ?? 1, "steps");
        if (!HasSamples(x))
            return Once(x, verbose, callbacks, cancellationToken);
        var data = TrainingData.Create("Predict", x, default, default).First(steps, batchSize);
        var source = new ArrayBatches(Trainer, StepKind.Predict, data, batchSize);
        var attached = Attached(callbacks, verbose, source.BatchesPerPass!.Value);
        var rows = new PredictionRows(this, data.Count);
        foreach (var callback in attached)
            callback.OnPredictBegin();
        source.Open(0, 0, cancellationToken);
        var first = 0;
        for (var step = 0; source.MoveNext(); step++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            foreach (var callback in attached)
                callback.OnPredictBatchBegin(step);
            lock (Trainer.Gate)
            {
                var function = source.Load();
                function.Run();
                rows.Add(function, first, source.Size);
            }
            first += source.Size;
            foreach (var callback in attached)
                callback.OnPredictBatchEnd(step);
        }
        foreach (var callback in attached)
            callback.OnPredictEnd();
        return rows.ToTensors();
    }

    // Networks of other formats may have inputs whose first axes are no samples, such as the state of a recurrence beside a sequence.
    private bool HasSamples(Tensors x) => x.Count < 2 || x.Count != Inputs.Count
        || x.All(one => one.Rank > 0 && x[0].Rank > 0 && one.Shape[0] == x[0].Shape[0])
        || Inputs.All(input => input.Rank > 0 && input.Shape[0] == Shape.Unknown);

    private Tensor[] Once(Tensors x, Verbosity verbose, IReadOnlyList<Callback>? callbacks, CancellationToken cancellationToken)
    {
        var attached = Attached(callbacks, verbose, steps: 1);
        foreach (var callback in attached)
        {
            callback.OnPredictBegin();
            callback.OnPredictBatchBegin(0);
        }
        cancellationToken.ThrowIfCancellationRequested();
        Tensor[] outputs = [.. Apply(x).Select(output => output.Cast(DType.Float32).Compute())];
        foreach (var callback in attached)
        {
            callback.OnPredictBatchEnd(0);
            callback.OnPredictEnd();
        }
        return outputs;
    }

    /// <summary>The first output for each of the batches that a dataset makes, one after the other.</summary>
    /// <param name="data">Batches; their targets are not looked at.</param>
    /// <param name="cancellationToken">Ends the prediction after the running batch.</param>
    /// <returns>The first output of each batch, float32, when it is asked for.</returns>
    public IEnumerable<Tensor> Predict(Dataset data, CancellationToken cancellationToken = default) =>
        PredictAll(data, cancellationToken).Select(outputs => outputs[0]);

    /// <summary>All outputs for each of the batches that a dataset makes, one after the other.</summary>
    /// <param name="data">Batches; their targets are not looked at.</param>
    /// <param name="cancellationToken">Ends the prediction after the running batch.</param>
    /// <returns>The outputs of each batch, float32, when they are asked for.</returns>
    public IEnumerable<IReadOnlyList<Tensor>> PredictAll(Dataset data, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(data);
        return Batches();

        IEnumerable<IReadOnlyList<Tensor>> Batches()
        {
            using var source = new DatasetBatches(Trainer, StepKind.Predict, data, null, "Predict");
            source.Open(0, 0, cancellationToken);
            while (source.MoveNext())
            {
                cancellationToken.ThrowIfCancellationRequested();
                yield return Trainer.Predict(source.Load);
            }
        }
    }

    /// <summary>The outputs for one batch. Keras: <c>model.predict_on_batch</c>.</summary>
    /// <param name="x">The inputs.</param>
    /// <returns>One tensor per output, float32.</returns>
    public IReadOnlyList<Tensor> PredictOnBatch(Tensors x)
    {
        var data = TrainingData.Create("PredictOnBatch", x, default, default);
        return Trainer.Predict(() =>
        {
            var function = Trainer.Steps.Copied(StepKind.Predict, Trainer, data.Types(data.Count));
            InputCopy.Write(data, 0, data.Count, function);
            return function;
        });
    }

    /// <summary>
    /// The model ready to predict batches of one size again and again, without allocating: for programs that serve answers. It keeps
    /// the weights of this moment.
    /// </summary>
    /// <param name="batchSize">Samples of a call.</param>
    /// <param name="options">How it is compiled; as the model was where null.</param>
    /// <exception cref="InvalidOperationException">The shape of the model's inputs is not known yet.</exception>
    /// <example><code>
    /// var predictor = model.Prepare(batchSize: 1);
    /// pixels.CopyTo(predictor.Input);
    /// predictor.Run();
    /// var digit = TensorPrimitives.IndexOfMax(predictor.Output);
    /// </code></example>
    public Predictor Prepare(int batchSize = 1, CompileOptions? options = null)
    {
        Positive(batchSize, nameof(batchSize));
        lock (Trainer.Gate)
        {
            return new Predictor(this, batchSize, options ?? Trainer.Setup?.Options ?? CompileOptions.Default);
        }
    }
}
