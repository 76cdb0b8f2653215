namespace Cornea.Activations;

/// <summary>
/// The logarithm of the softmax along an axis, without overflow. Source: Keras <c>activations/activations.py</c>.
/// </summary>
/// <param name="Axis">The axis; negative ones count from the last.</param>
public sealed record LogSoftmaxActivation(int Axis = -1) : Activation
{
    /// <inheritdoc/>
    public override string Name => "log_softmax";

    /// <inheritdoc/>
    public override Tensor Apply(Tensor x) => x.LogSoftmax(Axis);
}
