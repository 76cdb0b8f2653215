namespace Cornea.Layers;

/// <summary>The smaller of its inputs, element by element. Keras: <c>keras.layers.Minimum</c>.</summary>
/// <remarks>min(a, b, ...); shapes broadcast, missing axes stand after the batch. Source: Keras,
/// <c>layers/merging/minimum.py</c>.</remarks>
public sealed class Minimum : MergingLayer
{
    /// <summary>Makes the layer.</summary>
    /// <param name="name">The layer's name.</param>
    public Minimum(string? name = null) : base(name)
    {
    }

    /// <inheritdoc/>
    protected override Tensor Merge(IReadOnlyList<Tensor> inputs) => inputs.Aggregate((a, b) => Tensor.Minimum(a, b));
}
