namespace Cornea.Callbacks;

/// <summary>A callback made of functions. Keras: <c>keras.callbacks.LambdaCallback</c>.</summary>
/// <example><code>new LambdaCallback { EpochEnd = (epoch, logs) => Console.WriteLine(logs["loss"]) }</code></example>
public sealed class LambdaCallback : Callback
{
    /// <summary>Training begins.</summary>
    public Action? TrainBegin { get; init; }

    /// <summary>Training ends.</summary>
    public Action<Logs>? TrainEnd { get; init; }

    /// <summary>An epoch begins.</summary>
    public Action<int>? EpochBegin { get; init; }

    /// <summary>An epoch ends.</summary>
    public Action<int, Logs>? EpochEnd { get; init; }

    /// <summary>A training batch begins.</summary>
    public Action<int>? TrainBatchBegin { get; init; }

    /// <summary>A training batch ends.</summary>
    public Action<int, Logs>? TrainBatchEnd { get; init; }

    /// <inheritdoc/>
    public override void OnTrainBegin() => TrainBegin?.Invoke();

    /// <inheritdoc/>
    public override void OnTrainEnd(Logs logs) => TrainEnd?.Invoke(logs);

    /// <inheritdoc/>
    public override void OnEpochBegin(int epoch) => EpochBegin?.Invoke(epoch);

    /// <inheritdoc/>
    public override void OnEpochEnd(int epoch, Logs logs) => EpochEnd?.Invoke(epoch, logs);

    /// <inheritdoc/>
    public override void OnTrainBatchBegin(int batch) => TrainBatchBegin?.Invoke(batch);

    /// <inheritdoc/>
    public override void OnTrainBatchEnd(int batch, Logs logs) => TrainBatchEnd?.Invoke(batch, logs);
}
