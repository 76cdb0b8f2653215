namespace Cornea.Activations;

/// <summary>x / (1 + |x|), between -1 and 1. Source: Keras <c>activations/activations.py</c>.</summary>
public sealed record SoftsignActivation : Activation
{
    /// <inheritdoc/>
    public override string Name => "softsign";

    /// <inheritdoc/>
    public override Tensor Apply(Tensor x)
    {
        var divisor = x.Abs() + 1;
        // 1 / (1 + |x|)²; by the rule of quotients the slope far from 0 is lost in rounding.
        return Gradients.Custom(x / divisor, [x], upstream => [upstream / divisor / divisor]);
    }
}
