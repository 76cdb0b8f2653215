namespace Cornea.Activations;

/// <summary>
/// x limited to 0 to 6. Source: Krizhevsky, "Convolutional deep belief networks on CIFAR-10", 2010; Keras
/// <c>activations/activations.py</c>.
/// </summary>
public sealed record Relu6Activation : Activation
{
    /// <inheritdoc/>
    public override string Name => "relu6";

    /// <inheritdoc/>
    public override Tensor Apply(Tensor x) => Tensor.Where(x <= 0, 0, Tensor.Where(x >= 6, 6, x));
}
