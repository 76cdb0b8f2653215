namespace Cornea.Layers;

/// <summary>The mean of its inputs. Keras: <c>keras.layers.Average</c>.</summary>
/// <remarks>(a + b + ...) / n; shapes broadcast, missing axes stand after the batch. Source: Keras,
/// <c>layers/merging/average.py</c>.</remarks>
public sealed class Average : MergingLayer
{
    /// <summary>Initializes the layer.</summary>
    /// <param name="name">The name of the layer; the model that holds it names it when null.</param>
    /// <param name="trainable">Whether the layer's weights are updated during training.</param>
    /// <param name="dtype">The dtype policy of the layer's variables and computations; the default policy when null.</param>
    public Average(string? name = null, bool trainable = true, DTypePolicy? dtype = null) : base(name, trainable, dtype)
    {
    }

    /// <inheritdoc/>
    protected override Tensor Merge(IReadOnlyList<Tensor> inputs) => inputs.Aggregate((a, b) => a + b) / inputs.Count;
}
