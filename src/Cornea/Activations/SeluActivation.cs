namespace Cornea.Activations;

/// <summary>
/// 1.0507 * elu(x, 1.6733): outputs keep mean 0 and variance 1 from layer to layer, with LecunNormal kernels. Source:
/// Klambauer, Unterthiner, Mayr, Hochreiter, "Self-normalizing neural networks", 2017; Keras
/// <c>activations/activations.py</c>.
/// </summary>
public sealed record SeluActivation : Activation
{
    /// <inheritdoc/>
    public override string Name => "selu";

    /// <inheritdoc/>
    public override Tensor Apply(Tensor x) => Scale * new EluActivation(Alpha).Apply(x);

    private const double Alpha = 1.6732632423543772;

    private const double Scale = 1.0507009873554805;
}
