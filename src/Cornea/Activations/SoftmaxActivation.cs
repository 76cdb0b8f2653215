namespace Cornea.Activations;

/// <summary>
/// e^x over the sum of e^x along an axis, without overflow: positive numbers that sum to 1. Source: Keras
/// <c>activations/activations.py</c>.
/// </summary>
/// <param name="Axis">The axis; negative ones count from the last.</param>
public sealed record SoftmaxActivation(int Axis = -1) : Activation
{
    /// <inheritdoc/>
    public override string Name => "softmax";

    internal override ConfigObject? AsLayer => this == Softmax ? null : LayerForm("Softmax", ("axis", (long)Axis));

    /// <inheritdoc/>
    public override Tensor Apply(Tensor x) => x.Softmax(Axis);
}
