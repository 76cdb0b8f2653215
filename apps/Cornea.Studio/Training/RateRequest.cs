namespace Cornea.Studio.Training;

/// <summary>Another learning rate for the training that runs.</summary>
internal sealed record RateRequest(double Rate);
