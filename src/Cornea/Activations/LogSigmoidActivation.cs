namespace Cornea.Activations;

/// <summary>log(1 / (1 + e^-x)) = -softplus(-x), without overflow. Source: Keras <c>activations/activations.py</c>.</summary>
public sealed record LogSigmoidActivation : Activation
{
    /// <inheritdoc/>
    public override string Name => "log_sigmoid";

    /// <inheritdoc/>
    public override Tensor Apply(Tensor x) => -(x.DType.IsFloat() ? -x : -x.ToFloat32()).Softplus();
}
