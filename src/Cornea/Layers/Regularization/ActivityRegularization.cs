namespace Cornea.Layers;

/// <summary>Hands its input on and adds a penalty on it to the loss. Keras: <c>keras.layers.ActivityRegularization</c>.</summary>
/// <remarks>Adds (l1 · sum |x| + l2 · sum x²) / samples. Source: Keras, <c>layers/regularization/activity_regularization.py</c>.</remarks>
public sealed class ActivityRegularization : Layer
{
    /// <summary>Makes the layer.</summary>
    /// <param name="l1">The factor of the absolute values.</param>
    /// <param name="l2">The factor of the squares.</param>
    /// <param name="name">The layer's name.</param>
    public ActivityRegularization(double l1 = 0, double l2 = 0, string? name = null) : base(name)
    {
        L1 = l1;
        L2 = l2;
        ActivityRegularizer = new L1L2(l1, l2);
    }

    /// <summary>The factor of the absolute values.</summary>
    public double L1 { get; }

    /// <summary>The factor of the squares.</summary>
    public double L2 { get; }

    /// <inheritdoc/>
    protected override bool SupportsMasking => true;

    /// <inheritdoc/>
    public override Tensors Call(Tensors inputs, CallContext context) => inputs;
}
