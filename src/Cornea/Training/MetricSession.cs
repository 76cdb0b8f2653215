namespace Cornea.Training;

/// <summary>
/// The accumulators of one run. All runs of a model use the same variables for them, one at a time; what a run has accumulated is kept
/// here while another uses them. To be used under the trainer's gate.
/// </summary>
internal sealed class MetricSession
{
    private StateSnapshot? _kept;
    private int _variables;

    /// <summary>Keeps what the variables hold.</summary>
    public void Leave(TrainingSetup setup)
    {
        var variables = setup.Accumulators;
        if (_kept is null || variables.Count != _variables)
            (_kept, _variables) = (new StateSnapshot(variables), variables.Count);
        _kept.Take();
    }

    /// <summary>Gives the variables what they held when it was left; nothing accumulated the first time.</summary>
    public void Enter(TrainingSetup setup)
    {
        setup.ResetAccumulators();
        _kept?.Restore();
    }
}
