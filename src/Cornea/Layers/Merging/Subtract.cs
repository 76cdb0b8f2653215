namespace Cornea.Layers;

/// <summary>The first input less the second. Keras: <c>keras.layers.Subtract</c>.</summary>
/// <remarks>a - b; shapes broadcast, missing axes stand after the batch. Source: Keras, <c>layers/merging/subtract.py</c>.</remarks>
public sealed class Subtract : MergingLayer
{
    /// <summary>Initializes the layer.</summary>
    /// <param name="name">The name of the layer; the model that holds it names it when null.</param>
    /// <param name="trainable">Whether the layer's weights are updated during training.</param>
    /// <param name="dtype">The dtype policy of the layer's variables and computations; the default policy when null.</param>
    public Subtract(string? name = null, bool trainable = true, DTypePolicy? dtype = null) : base(name, trainable, dtype)
    {
    }

    /// <inheritdoc/>
    protected override Tensor Merge(IReadOnlyList<Tensor> inputs) => inputs.Count == 2
        ? inputs[0] - inputs[1]
        : throw new ShapeException($"{this} expects two inputs, but received {inputs.Count}. Pass [a, b].");
}
