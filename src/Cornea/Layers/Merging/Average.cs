namespace Cornea.Layers;

/// <summary>The mean of its inputs. Keras: <c>keras.layers.Average</c>.</summary>
/// <remarks>(a + b + ...) / n; shapes broadcast, missing axes stand after the batch. Source: Keras,
/// <c>layers/merging/average.py</c>.</remarks>
public sealed class Average : MergingLayer
{
    /// <summary>Makes the layer.</summary>
    /// <param name="name">The layer's name.</param>
    public Average(string? name = null) : base(name)
    {
    }

    /// <inheritdoc/>
    protected override Tensor Merge(IReadOnlyList<Tensor> inputs) => inputs.Aggregate((a, b) => a + b) / inputs.Count;
}
