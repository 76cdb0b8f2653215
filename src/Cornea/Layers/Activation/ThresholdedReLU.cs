namespace Cornea.Layers;

/// <summary>Inputs above a threshold; 0 for all others. Keras 2: <c>keras.layers.ThresholdedReLU</c>.</summary>
/// <remarks>
/// x where x is above theta, else 0. Output of the input's shape. Keras 3 has <c>ReLU(threshold=theta)</c> for it; models of Keras 2
/// name this class.
/// </remarks>
public sealed class ThresholdedReLU : Layer
{
    /// <summary>Initializes the layer.</summary>
    /// <param name="theta">The threshold, 0 or more.</param>
    /// <param name="name">The name of the layer; the model that holds it names it when null.</param>
    /// <param name="trainable">Whether the layer's weights are updated during training.</param>
    /// <param name="dtype">The dtype policy of the layer's variables and computations; the default policy when null.</param>
    /// <exception cref="ArgumentOutOfRangeException">The threshold is negative.</exception>
    public ThresholdedReLU(double theta = 1, string? name = null, bool trainable = true, DTypePolicy? dtype = null)
        : base(name, trainable, dtype)
    {
        if (!(theta >= 0))
        {
            throw new ArgumentOutOfRangeException(
                nameof(theta), theta, $"ThresholdedReLU expects a threshold of 0 or more, but received {theta}. Choose such a one.");
        }
        Theta = theta;
    }

    /// <summary>The threshold.</summary>
    public double Theta { get; }

    /// <inheritdoc/>
    protected override bool SupportsMasking => true;

    /// <inheritdoc/>
    public override Tensors Call(Tensors inputs, CallContext context) => new ThresholdActivation(Theta).Apply(inputs);
}
