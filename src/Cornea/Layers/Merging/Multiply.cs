namespace Cornea.Layers;

/// <summary>The product of its inputs. Keras: <c>keras.layers.Multiply</c>.</summary>
/// <remarks>a · b · ...; shapes broadcast, missing axes stand after the batch. Source: Keras, <c>layers/merging/multiply.py</c>.</remarks>
public sealed class Multiply : MergingLayer
{
    /// <summary>Makes the layer.</summary>
    /// <param name="name">The layer's name.</param>
    public Multiply(string? name = null) : base(name)
    {
    }

    /// <inheritdoc/>
    protected override Tensor Merge(IReadOnlyList<Tensor> inputs) => inputs.Aggregate((a, b) => a * b);
}
