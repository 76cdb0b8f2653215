namespace Cornea.Tests.Training;

/// <summary>A loss of a user's own, made with the public API alone.</summary>
internal sealed class SquaredError() : Loss("squared_error")
{
    public override Tensor Values(Tensor yTrue, Tensor yPred) => (yTrue - yPred).Square().Mean(-1);
}
