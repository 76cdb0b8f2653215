namespace Cornea.Training;

/// <summary>
/// Where a training stands between two steps. With the variables, the seed and the number of steps it is all that is
/// needed to go on from there: the order of the samples and all random numbers are functions of those.
/// </summary>
public sealed class TrainingPosition
{
    internal TrainingPosition(History history, IReadOnlyList<Callback> callbacks, int? steps) =>
        (History, Callbacks, Steps) = (history, callbacks, steps);

    /// <summary>The epoch that is running or comes next, from 0.</summary>
    public int Epoch { get; internal set; }

    /// <summary>How many steps of it are done.</summary>
    public int Step { get; internal set; }

    /// <summary>The pass over the data in which the next batch stands.</summary>
    public int Pass { get; internal set; }

    /// <summary>The batch of that pass that comes next.</summary>
    public int Batch { get; internal set; }

    /// <summary>Steps of an epoch; null where nobody knows before its end.</summary>
    public int? Steps { get; }

    /// <summary>The metrics of the epochs so far.</summary>
    public History History { get; }

    /// <summary>All callbacks of the run.</summary>
    public IReadOnlyList<Callback> Callbacks { get; }

    /// <summary>What is known of the data; null before its first batch.</summary>
    internal TrainedData? Data { get; set; }

    /// <summary>What the training computes, described once: nothing of it may change while it runs.</summary>
    internal ConfigObject? Network { get; set; }

    /// <summary>The state of an earlier training from which this one goes on. It is set once all callbacks have begun, and once more, amid
    /// an
    /// epoch, when they have begun that.</summary>
    internal TrainingState? Resume { get; set; }
}
