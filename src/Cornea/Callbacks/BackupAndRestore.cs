namespace Cornea.Callbacks;

/// <summary>
/// Keeps all that a training needs to go on, so that one that was killed and is started again ends with the same bits as
/// one that ran through. Keras: <c>keras.callbacks.BackupAndRestore</c>.
/// </summary>
/// <remarks>
/// <para>
/// A backup holds the weights, the optimizer's variables, the running figures, the history, the seed, the place in the
/// epoch and in the data, and the <see cref="Callback.State"/> of every callback. It is one safetensors file that is written
/// whole or not at all; the last two are kept. Start the training again by the same program: the same model, data, batch size
/// and callbacks. A training that is cancelled leaves a backup too; one that comes to its end removes it.
/// </para>
/// <para>
/// Source: Keras, <c>callbacks/backup_and_restore.py</c>, which keeps weights and optimizer alone and goes on with another
/// order of the samples.
/// </para>
/// </remarks>
/// <example><code>model.Fit(x, y, epochs: 100, callbacks: [new BackupAndRestore("backup")]);</code></example>
public sealed class BackupAndRestore : Callback
{
    private readonly BackupFolder _folder;
    private long _saved;

    /// <summary>Makes the callback.</summary>
    /// <param name="folder">Where the backups lie, of this training alone; it is made.</param>
    /// <param name="saveFrequency">Saves each so many steps; after each epoch where null.</param>
    /// <param name="deleteBackup">Whether a training that came to its end removes its backups.</param>
    /// <exception cref="ArgumentException">The folder has no name.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The frequency is below 1.</exception>
    public BackupAndRestore(string folder, int? saveFrequency = null, bool deleteBackup = true)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        if (saveFrequency < 1)
        {
            throw new ArgumentOutOfRangeException(
                nameof(saveFrequency), saveFrequency,
                "BackupAndRestore expects a frequency of 1 step or more. Leave it out to save after each epoch.");
        }
        _folder = new BackupFolder(folder);
        SaveFrequency = saveFrequency;
        DeleteBackup = deleteBackup;
    }

    /// <summary>Where the backups lie.</summary>
    public string Folder => _folder.Path;

    /// <summary>After how many steps it saves; after each epoch where null.</summary>
    public int? SaveFrequency { get; }

    /// <summary>Whether a training that came to its end removes its backups.</summary>
    public bool DeleteBackup { get; }

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">The backup is of another training.</exception>
    /// <exception cref="MalformedFileException">Every backup is damaged.</exception>
    public override void OnTrainBegin()
    {
        _folder.Prepare();
        _saved = Trainer.TrainedSteps;
        if (_folder.ReadNewest(text => Trainer.Warn(new TrainingWarning(TrainingWarningKind.Backup, text))) is not { } file)
            return;
        try
        {
            var state = TrainingState.From(file.Content, file.Path);
            Trainer.SetState(state);
            _saved = state.TrainedSteps;
        }
        catch (Exception other) when (other is InvalidOperationException or InvalidDataException)
        {
            throw new InvalidOperationException(
                $"BackupAndRestore found '{file.Path}', but cannot go on from it. {other.Message} Start the same program again, give " +
                "another folder, or delete this one to begin anew.", other);
        }
    }

    /// <inheritdoc/>
    public override void OnTrainEnd(Logs logs)
    {
        if (DeleteBackup && !Trainer.Position!.History.WasCanceled && Trainer.LossIsFinite)
            _folder.Clear();
    }

    /// <inheritdoc/>
    public override void OnPositionReached(TrainingPosition position)
    {
        var steps = Trainer.TrainedSteps;
        var due = position.History.WasCanceled
            || (SaveFrequency is { } frequency ? steps - _saved >= frequency : position.Step == 0);
        // The weights behind a loss that is no number are of no use to anybody.
        if (!due || _saved == steps || !Trainer.LossIsFinite)
            return;
        _folder.Write(steps, Trainer.GetState());
        _saved = steps;
    }
}
