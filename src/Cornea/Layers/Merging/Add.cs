namespace Cornea.Layers;

/// <summary>The sum of its inputs. Keras: <c>keras.layers.Add</c>.</summary>
/// <remarks>a + b + ...; shapes broadcast, missing axes stand after the batch. Source: Keras, <c>layers/merging/add.py</c>.</remarks>
public sealed class Add : MergingLayer
{
    /// <summary>Makes the layer.</summary>
    /// <param name="name">The layer's name.</param>
    public Add(string? name = null) : base(name)
    {
    }

    /// <inheritdoc/>
    protected override Tensor Merge(IReadOnlyList<Tensor> inputs) => inputs.Aggregate((a, b) => a + b);
}
