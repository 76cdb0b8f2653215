namespace Cornea.Studio.Play;

/// <summary>Trains the small network for some epochs.</summary>
internal sealed record StepRequest(int Epochs);
