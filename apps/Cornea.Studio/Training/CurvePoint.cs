namespace Cornea.Studio.Training;

/// <summary>The figures of the batches since the point before.</summary>
/// <param name="Epoch">The epoch, with the part of it that is done: 1.5 is the middle of the second.</param>
/// <param name="Step">Steps since the training began.</param>
/// <param name="Seconds">Seconds of training.</param>
/// <param name="Loss">The mean loss.</param>
/// <param name="Accuracy">The mean accuracy.</param>
internal readonly record struct CurvePoint(double Epoch, long Step, double Seconds, double Loss, double Accuracy);
