namespace Cornea.Activations;

/// <summary>x above the threshold, else a constant. Source: Keras <c>activations/activations.py</c>.</summary>
/// <param name="Threshold">The threshold.</param>
/// <param name="Otherwise">The value at and below it; Keras's argument <c>default_value</c>.</param>
public sealed record ThresholdActivation(double Threshold = 0, [ConfigName("default_value")] double Otherwise = 0) : Activation
{
    /// <inheritdoc/>
    public override string Name => "threshold";

    /// <inheritdoc/>
    public override Tensor Apply(Tensor x) => Tensor.Where(x <= Threshold, Otherwise, x);
}
