namespace Cornea.Bench;

/// <summary>How long a network is trained to see how good it gets, and what is expected of it.</summary>
/// <param name="Epochs">Passes over the training images.</param>
/// <param name="ValidationSplit">The last part of the training images, which is kept out.</param>
/// <param name="Accuracy">The least mean accuracy on the test images.</param>
internal sealed record AccuracyGoal(int Epochs, double ValidationSplit, double Accuracy);
