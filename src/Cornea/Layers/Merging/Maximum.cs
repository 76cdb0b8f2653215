namespace Cornea.Layers;

/// <summary>The larger of its inputs, element by element. Keras: <c>keras.layers.Maximum</c>.</summary>
/// <remarks>max(a, b, ...); shapes broadcast, missing axes stand after the batch. Source: Keras,
/// <c>layers/merging/maximum.py</c>.</remarks>
public sealed class Maximum : MergingLayer
{
    /// <summary>Makes the layer.</summary>
    /// <param name="name">The layer's name.</param>
    public Maximum(string? name = null) : base(name)
    {
    }

    /// <inheritdoc/>
    protected override Tensor Merge(IReadOnlyList<Tensor> inputs) => inputs.Aggregate((a, b) => Tensor.Maximum(a, b));
}
