namespace Cornea.Training;

/// <summary>What a callback may know of a run. Keras: <c>callback.params</c>.</summary>
/// <param name="Verbose">How much is printed.</param>
/// <param name="Epochs">The number of the last epoch.</param>
/// <param name="Steps">Batches of an epoch; 0 where the number is not known.</param>
public sealed record FitParameters(Verbosity Verbose, int Epochs, int Steps);
