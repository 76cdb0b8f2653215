using System.Globalization;

namespace Cornea.Callbacks;

/// <summary>Sets the learning rate before each epoch. Keras: <c>keras.callbacks.LearningRateScheduler</c>.</summary>
/// <remarks>Adds <c>learning_rate</c> to the history. Source: Keras, <c>callbacks/learning_rate_scheduler.py</c>.</remarks>
public sealed class LearningRateScheduler : Callback
{
    /// <summary>Makes the callback.</summary>
    /// <param name="schedule">The epoch, from 0, and the learning rate so far to the new learning rate.</param>
    /// <param name="verbose">Whether each setting is told.</param>
    public LearningRateScheduler(Func<int, double, double> schedule, bool verbose = false)
    {
        ArgumentNullException.ThrowIfNull(schedule);
        Schedule = schedule;
        Verbose = verbose;
    }

    /// <summary>The epoch, from 0, and the learning rate so far to the new learning rate.</summary>
    public Func<int, double, double> Schedule { get; }

    /// <summary>Whether each setting is told.</summary>
    public bool Verbose { get; }

    /// <inheritdoc/>
    public override void OnEpochBegin(int epoch)
    {
        var optimizer = Model.Optimizer
            ?? throw new InvalidOperationException("LearningRateScheduler needs a model with an optimizer. Compile the model with one.");
        optimizer.LearningRateValue = Schedule(epoch, optimizer.LearningRateValue);
        if (Verbose)
        {
            Trainer.Output.Writer.WriteLine(
                string.Create(CultureInfo.InvariantCulture,
                    $"\nEpoch {epoch + 1}: LearningRateScheduler setting learning rate to {optimizer.LearningRateValue}."));
        }
    }

    /// <inheritdoc/>
    public override void OnEpochEnd(int epoch, Logs logs) => logs["learning_rate"] = Model.Optimizer!.LearningRateValue;
}
