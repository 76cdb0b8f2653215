namespace Cornea.Training;

/// <summary>Runs the steps of a training: here, or together with other processes. To be used under the trainer's gate.</summary>
internal abstract class StepRunner : IDisposable
{
    /// <summary>Whether this process prints and writes files.</summary>
    public virtual bool IsFirst => true;

    /// <summary>Whether other processes run the same steps, so that none may stop alone.</summary>
    public virtual bool IsShared => false;

    /// <summary>A training begins: all processes get the state of the first one.</summary>
    /// <param name="source">The batches; it stands on one.</param>
    /// <param name="options">How the training runs.</param>
    /// <param name="state">What the first process goes on from; null where it begins anew.</param>
    /// <returns>What this process goes on from.</returns>
    public virtual TrainingState? Begin(BatchSource source, FitOptions options, TrainingState? state) => state;

    /// <summary>Makes what the first step needs.</summary>
    /// <param name="source">The batches; it stands on one.</param>
    public abstract void Prepare(BatchSource source);

    /// <summary>Runs a training step on the current batch.</summary>
    /// <param name="source">The batches.</param>
    /// <param name="key">The key of the step's random numbers.</param>
    /// <param name="wish">Whether this process wants to end the training after this step.</param>
    /// <returns>What all processes do: the strongest wish of one of them.</returns>
    public abstract StopWish Train(BatchSource source, long key, StopWish wish);

    /// <summary>Adds the current batch to the metrics, without moving the weights.</summary>
    /// <param name="source">The batches.</param>
    public abstract void Test(BatchSource source);

    /// <summary>An epoch ends.</summary>
    /// <param name="epoch">Its number, from 0.</param>
    /// <param name="wish">Whether this process wants to end the training.</param>
    /// <returns>What all processes do.</returns>
    public virtual StopWish EndEpoch(int epoch, StopWish wish) => wish;

    /// <summary>Whether the optimizer's state is spread over processes, so that none has all of it between the ends of epochs.</summary>
    public virtual bool IsSpread => false;

    /// <summary>Callbacks may save the training next: the first process gets all of its state.</summary>
    public virtual void GatherState()
    {
    }

    /// <summary>The training failed in this process; others must not wait for it.</summary>
    /// <param name="exception">Why.</param>
    public virtual void Fail(Exception exception)
    {
    }

    /// <inheritdoc/>
    public virtual void Dispose()
    {
    }
}
