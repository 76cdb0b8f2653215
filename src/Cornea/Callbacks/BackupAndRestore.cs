namespace Cornea.Callbacks;

/// <summary>
/// Keeps all that a training needs to go on, so that one that was killed and is started again ends with the same bits as
/// one that ran through. Keras: <c>keras.callbacks.BackupAndRestore</c>.
/// </summary>
/// <remarks>
/// <para>
/// A backup holds the weights, the optimizer's variables, the running metrics, the history, the seed, the place in the
/// epoch and in the data, and the <see cref="Callback.State"/> of every callback. It is a checkpoint of a
/// <see cref="CheckpointFolder"/>: written whole or not at all, with a checksum; the last two are kept. Start the training again by
/// the same program: the same model, data, batch size and callbacks. A training that is cancelled leaves a backup too; one that comes to
/// its end removes it. Weights that are not finite numbers are never kept.
/// </para>
/// <para>
/// Source: Keras, <c>callbacks/backup_and_restore.py</c>, which keeps weights and optimizer alone and goes on with another
/// order of the samples.
/// </para>
/// </remarks>
/// <example><code>model.Fit(x, y, epochs: 100, callbacks: [new BackupAndRestore("backup")]);</code></example>
public sealed class BackupAndRestore : Callback
{
    private CheckpointFolder? _checkpoints;
    private long _saved;

    /// <summary>Makes the callback.</summary>
    /// <param name="folder">Where the backups lie, of this training alone; it is made.</param>
    /// <param name="saveFrequency">Saves each so many steps; after each epoch where null.</param>
    /// <param name="deleteBackup">Whether a training that came to its end removes its backups.</param>
    /// <param name="keepTraining">Whether the training goes on, with a warning, where a backup cannot be written, as on a full disk. The
    /// last good one is kept in either case.</param>
    /// <exception cref="ArgumentException">The folder has no name.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The frequency is below 1.</exception>
    public BackupAndRestore(string folder, int? saveFrequency = null, bool deleteBackup = true, bool keepTraining = false)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        if (saveFrequency < 1)
        {
            throw new ArgumentOutOfRangeException(
                nameof(saveFrequency), saveFrequency,
                "BackupAndRestore expects a frequency of 1 step or more. Leave it out to save after each epoch.");
        }
        Folder = folder;
        SaveFrequency = saveFrequency;
        DeleteBackup = deleteBackup;
        KeepTraining = keepTraining;
    }

    /// <summary>Where the backups lie.</summary>
    public string Folder { get; }

    /// <summary>After how many steps it saves; after each epoch where null.</summary>
    public int? SaveFrequency { get; }

    /// <summary>Whether a training that came to its end removes its backups.</summary>
    public bool DeleteBackup { get; }

    /// <summary>Whether the training goes on where a backup cannot be written.</summary>
    public bool KeepTraining { get; }

    /// <inheritdoc/>
    public override bool OnFirstProcessAlone => true;

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">The backup is of another training.</exception>
    /// <exception cref="MalformedFileException">Every backup is damaged.</exception>
    /// <exception cref="IOException">Another process trains in the folder, or it cannot be written.</exception>
    public override void OnTrainBegin()
    {
        _checkpoints = new CheckpointFolder(Folder);
        _saved = Trainer.TrainedSteps;
        if (_checkpoints.Files.Count == 0)
            return;
        var found = _checkpoints.Files[0];
        try
        {
            var checkpoint = _checkpoints.Load(Warn)!;
            found = checkpoint.Path;
            Trainer.SetState(checkpoint.State);
            _saved = checkpoint.State.TrainedSteps;
        }
        catch (Exception other) when (other is InvalidOperationException or InvalidDataException)
        {
            throw new InvalidOperationException(
                $"BackupAndRestore found '{found}', but cannot go on from it. {other.Message} Start the same program again, give " +
                "another folder, or delete this one to begin anew.", other);
        }
    }

    /// <inheritdoc/>
    public override void OnTrainEnd(Logs logs)
    {
        if (DeleteBackup && !Trainer.Position!.History.WasCanceled && Trainer.LossIsFinite && FiniteWeights.AreIn(Model))
            _checkpoints?.Clear();
    }

    /// <inheritdoc/>
    public override bool NeedsStateAt(TrainingPosition position) =>
        SaveFrequency is { } frequency && Trainer.TrainedSteps % frequency == 0;

    /// <inheritdoc/>
    public override void OnPositionReached(TrainingPosition position)
    {
        var steps = Trainer.TrainedSteps;
        var due = position.History.WasCanceled
            || (SaveFrequency is null ? position.Step == 0 : NeedsStateAt(position));
        // The weights behind a loss that is no number are of no use to anybody.
        if (!due || _saved == steps || !Trainer.LossIsFinite || !FiniteWeights.AreIn(Model))
            return;
        try
        {
            _checkpoints!.Save(Trainer.GetState());
        }
        catch (Exception fault) when (KeepTraining && (fault is IOException or UnauthorizedAccessException))
        {
            Warn($"{fault.Message} The training goes on.");
        }
        // After a failure too: the next try comes when the next backup is due.
        _saved = steps;
    }

    /// <inheritdoc/>
    protected internal override void Release()
    {
        _checkpoints?.Dispose();
        _checkpoints = null;
    }

    private void Warn(string text) => Trainer.Warn(new TrainingWarning(TrainingWarningKind.Backup, text));
}
