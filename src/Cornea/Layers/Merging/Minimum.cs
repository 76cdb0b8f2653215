namespace Cornea.Layers;

/// <summary>The smaller of its inputs, element by element. Keras: <c>keras.layers.Minimum</c>.</summary>
/// <remarks>min(a, b, ...); shapes broadcast, missing axes stand after the batch. Source: Keras,
/// <c>layers/merging/minimum.py</c>.</remarks>
public sealed class Minimum : MergingLayer
{
    /// <summary>Initializes the layer.</summary>
    /// <param name="name">The name of the layer; the model that holds it names it when null.</param>
    /// <param name="trainable">Whether the layer's weights are updated during training.</param>
    /// <param name="dtype">The dtype policy of the layer's variables and computations; the default policy when null.</param>
    public Minimum(string? name = null, bool trainable = true, DTypePolicy? dtype = null) : base(name, trainable, dtype)
    {
    }

    /// <inheritdoc/>
    protected override Tensor Merge(IReadOnlyList<Tensor> inputs) => inputs.Aggregate((a, b) => Tensor.Minimum(a, b));
}
