namespace Cornea.Layers;

/// <summary>Returns its input and adds a penalty of it to the loss. Keras: <c>keras.layers.ActivityRegularization</c>.</summary>
/// <remarks>Adds (l1 · sum |x| + l2 · sum x²) / samples. Source: Keras, <c>layers/regularization/activity_regularization.py</c>.</remarks>
public sealed class ActivityRegularization : Layer
{
    /// <summary>Initializes the layer.</summary>
    /// <param name="l1">L1 regularization factor.</param>
    /// <param name="l2">L2 regularization factor.</param>
    /// <param name="name">The name of the layer; the model that holds it names it when null.</param>
    /// <param name="trainable">Whether the layer's weights are updated during training.</param>
    /// <param name="dtype">The dtype policy of the layer's variables and computations; the default policy when null.</param>
    public ActivityRegularization(double l1 = 0, double l2 = 0, string? name = null, bool trainable = true, DTypePolicy? dtype = null)
        : base(name, trainable, dtype)
    {
        L1 = l1;
        L2 = l2;
    }

    /// <summary>L1 regularization factor.</summary>
    public double L1 { get; }

    /// <summary>L2 regularization factor.</summary>
    public double L2 { get; }

    /// <inheritdoc/>
    protected override bool SupportsMasking => true;

    /// <inheritdoc/>
    public override Tensors Call(Tensors inputs, CallContext context)
    {
        foreach (var input in inputs)
        {
            // Sums of squares of float16 overflow: as the layers' own penalties, in float32 at least.
            var penalty = new L1L2(L1, L2).Penalty(input.Cast(DTypes.Promote(input.DType, DType.Float32)));
            context.AddLoss(penalty / (double)Math.Max(1, input.Shape[0]));
        }
        return inputs;
    }
}
