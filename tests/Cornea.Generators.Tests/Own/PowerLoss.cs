using Cornea.Losses;

namespace Cornea.Generators.Tests.Own;

/// <summary>A loss as a program writes one: the mean of |t - p| to a power.</summary>
/// <param name="power">The power.</param>
/// <param name="reduction">How the values become one number.</param>
/// <param name="name">Its name in logs.</param>
public sealed class PowerLoss(double power = 2, Reduction reduction = Reduction.SumOverBatchSize, string name = "power_loss")
    : Loss(name, reduction)
{
    public double Power => power;

    public override Tensor Values(Tensor yTrue, Tensor yPred) => (yTrue - yPred).Abs().Power(power).Mean(-1);
}
