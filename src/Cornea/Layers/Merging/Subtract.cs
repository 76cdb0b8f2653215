namespace Cornea.Layers;

/// <summary>The first input less the second. Keras: <c>keras.layers.Subtract</c>.</summary>
/// <remarks>a - b; shapes broadcast, missing axes stand after the batch. Source: Keras, <c>layers/merging/subtract.py</c>.</remarks>
public sealed class Subtract : MergingLayer
{
    /// <summary>Makes the layer.</summary>
    /// <param name="name">The layer's name.</param>
    public Subtract(string? name = null) : base(name)
    {
    }

    /// <inheritdoc/>
    protected override Tensor Merge(IReadOnlyList<Tensor> inputs) => inputs.Count == 2
        ? inputs[0] - inputs[1]
        : throw new ShapeException($"{this} expects two inputs, but received {inputs.Count}. Pass [a, b].");
}
