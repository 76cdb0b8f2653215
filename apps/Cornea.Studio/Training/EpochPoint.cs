namespace Cornea.Studio.Training;

/// <summary>The figures of an epoch.</summary>
/// <param name="Epoch">Its number, from 1.</param>
/// <param name="Seconds">Seconds of training at its end.</param>
/// <param name="Loss">The loss in training.</param>
/// <param name="Accuracy">The accuracy in training.</param>
/// <param name="ValLoss">The loss in validation.</param>
/// <param name="ValAccuracy">The accuracy in validation.</param>
/// <param name="Rate">The learning rate at its end.</param>
internal readonly record struct EpochPoint(
    int Epoch, double Seconds, double Loss, double Accuracy, double ValLoss, double ValAccuracy, double Rate);
