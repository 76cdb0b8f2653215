namespace Cornea.Training;

/// <summary>
/// Invoked at the start and end of training, epochs and batches: override what matters. Keras: <c>keras.callbacks.Callback</c>.
/// </summary>
/// <remarks>
/// Metrics of a batch are running means; reading them runs a small function, not reading them costs nothing. A callback may
/// set <see cref="Model.StopTraining"/>.
/// </remarks>
public abstract class Callback
{
    private Trainer? _trainer;

    /// <summary>The model of the run.</summary>
    /// <exception cref="InvalidOperationException">No run has begun.</exception>
    public Model Model => Trainer.Model;

    /// <summary>What runs: its position and state, warnings, and where messages are written.</summary>
    /// <exception cref="InvalidOperationException">No run has begun.</exception>
    public Trainer Trainer => _trainer
        ?? throw new InvalidOperationException(
            $"{GetType().Name} has no model before a run begins. Pass it to model.Fit(..., callbacks: [...]).");

    /// <summary>What is known of the run.</summary>
    public FitParameters Parameters { get; private set; } = new(Verbosity.Silent, 1, 0);

    /// <summary>Whether it prints or writes files, so that of several processes that train together only the first may invoke it. Those
    /// that change the training, such as its learning rate, are invoked in all of them.</summary>
    public virtual bool OnFirstProcessAlone => false;

    /// <summary>Training begins.</summary>
    public virtual void OnTrainBegin()
    {
    }

    /// <summary>Training ends.</summary>
    /// <param name="logs">The metrics of the last epoch.</param>
    public virtual void OnTrainEnd(Logs logs)
    {
    }

    /// <summary>An epoch begins.</summary>
    /// <param name="epoch">Its number, from 0.</param>
    public virtual void OnEpochBegin(int epoch)
    {
    }

    /// <summary>An epoch ends, its validation included.</summary>
    /// <param name="epoch">Its number, from 0.</param>
    /// <param name="logs">The metrics of the epoch; what is added to them stands in the history.</param>
    public virtual void OnEpochEnd(int epoch, Logs logs)
    {
    }

    /// <summary>A training batch begins.</summary>
    /// <param name="batch">Its number in the epoch, from 0.</param>
    public virtual void OnTrainBatchBegin(int batch)
    {
    }

    /// <summary>A training batch ends.</summary>
    /// <param name="batch">Its number in the epoch, from 0.</param>
    /// <param name="logs">The running metrics of the epoch.</param>
    public virtual void OnTrainBatchEnd(int batch, Logs logs)
    {
    }

    /// <summary>An evaluation begins.</summary>
    public virtual void OnTestBegin()
    {
    }

    /// <summary>An evaluation ends.</summary>
    /// <param name="logs">Its metrics.</param>
    public virtual void OnTestEnd(Logs logs)
    {
    }

    /// <summary>A batch of an evaluation begins.</summary>
    /// <param name="batch">Its number, from 0.</param>
    public virtual void OnTestBatchBegin(int batch)
    {
    }

    /// <summary>A batch of an evaluation ends.</summary>
    /// <param name="batch">Its number, from 0.</param>
    /// <param name="logs">The running metrics.</param>
    public virtual void OnTestBatchEnd(int batch, Logs logs)
    {
    }

    /// <summary>A prediction begins.</summary>
    public virtual void OnPredictBegin()
    {
    }

    /// <summary>A prediction ends.</summary>
    public virtual void OnPredictEnd()
    {
    }

    /// <summary>A batch of a prediction begins.</summary>
    /// <param name="batch">Its number, from 0.</param>
    public virtual void OnPredictBatchBegin(int batch)
    {
    }

    /// <summary>A batch of a prediction ends.</summary>
    /// <param name="batch">Its number, from 0.</param>
    public virtual void OnPredictBatchEnd(int batch)
    {
    }

    /// <summary>
    /// What it has to know to go on after a training was broken off, as numbers: <see cref="BackupAndRestore"/> keeps it and
    /// sets it when all callbacks have begun. Empty where it has nothing to remember.
    /// </summary>
    protected internal virtual IReadOnlyList<Tensor> State
    {
        get => [];
        set { }
    }

    /// <summary>A step or an epoch is done and all callbacks have seen its end: what stands now is what the next step starts
    /// from. The moment to take <see cref="Trainer.GetState"/>.</summary>
    /// <param name="position">Where the training stands.</param>
    public virtual void OnPositionReached(TrainingPosition position)
    {
    }

    /// <summary>Whether <see cref="OnPositionReached"/> takes the trainer's state after a step within an epoch. Asked where the optimizer's
    /// state is in parts (<see cref="Distribution.DataParallel.ShardsOptimizer"/>), of the callbacks of every process, so that the first
    /// one has all of it: the answer depends on nothing that only one process knows. After an epoch and a cancellation the first process
    /// has all of it without being asked.</summary>
    /// <param name="position">Where the training stands.</param>
    public virtual bool NeedsStateAt(TrainingPosition position) => false;

    /// <summary>Fit leaves, by its end, a cancellation or an exception: the moment to close files that were opened for the run.</summary>
    protected internal virtual void Release()
    {
    }

    internal void Attach(Trainer trainer, FitParameters parameters)
    {
        _trainer = trainer;
        Parameters = parameters;
    }
}
