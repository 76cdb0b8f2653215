namespace Cornea.Training;

/// <summary>Something about a run that is probably a mistake.</summary>
/// <param name="Kind">What it is about, for programs.</param>
/// <param name="Message">What was found and what to do.</param>
public sealed record TrainingWarning(TrainingWarningKind Kind, string Message)
{
    /// <summary>The message.</summary>
    public override string ToString() => Message;
}
