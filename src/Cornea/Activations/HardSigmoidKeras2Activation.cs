namespace Cornea.Activations;

/// <summary>
/// The hard sigmoid of Keras 1 and 2: 0 up to -2.5, 1 from 2.5 on, 0.2 x + 0.5 between. Files of those versions mean this one when they
/// say <c>hard_sigmoid</c>; that of Keras 3 is <see cref="HardSigmoidActivation"/>.
/// </summary>
public sealed record HardSigmoidKeras2Activation : Activation
{
    /// <inheritdoc/>
    public override string Name => "hard_sigmoid_keras2";

    /// <inheritdoc/>
    public override Tensor Apply(Tensor x) => Tensor.Where(x <= -2.5, 0, Tensor.Where(x >= 2.5, 1, (x * 0.2) + 0.5));
}
