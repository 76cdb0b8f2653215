namespace Cornea.Training;

/// <summary>
/// Where a training stands between two steps. With the variables, the seed and the number of steps it is all that is
/// needed to go on from there: the order of the samples and all random numbers are functions of those.
/// </summary>
internal sealed class TrainingPosition(History history, IReadOnlyList<Callback> callbacks, int steps)
{
    /// <summary>The epoch that is running or comes next.</summary>
    public int Epoch { get; set; }

    /// <summary>How many steps of it are done.</summary>
    public int Step { get; set; }

    /// <summary>The number of the pass over the data that comes after the running one.</summary>
    public int NextPass { get; set; }

    /// <summary>The batch of the running pass that comes next.</summary>
    public int NextBatch { get; set; }

    /// <summary>Steps of an epoch.</summary>
    public int Steps => steps;

    /// <summary>The figures so far.</summary>
    public History History => history;

    /// <summary>All callbacks of the run.</summary>
    public IReadOnlyList<Callback> Callbacks => callbacks;

    /// <summary>
    /// Set at the beginning by a callback that knows an earlier training: brings this position and all variables to where
    /// that one stood. It is called when all callbacks have begun, and once more, amid an epoch, when they have begun it.
    /// </summary>
    public Action? Resume { get; set; }
}
