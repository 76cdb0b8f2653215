namespace Cornea.Layers;

/// <summary>Its inputs one after the other along an axis. Keras: <c>keras.layers.Concatenate</c>.</summary>
/// <remarks>The other axes are equal. Source: Keras, <c>layers/merging/concatenate.py</c>.</remarks>
public sealed class Concatenate : Layer
{
    /// <summary>Makes the layer.</summary>
    /// <param name="axis">The axis; negative ones count from the last.</param>
    /// <param name="name">The layer's name.</param>
    public Concatenate(int axis = -1, string? name = null) : base(name)
    {
        Axis = axis;
    }

    /// <summary>The axis; negative ones count from the last.</summary>
    public int Axis { get; }

    /// <inheritdoc/>
    protected override bool AcceptsIntegers => true;

    /// <inheritdoc/>
    public override Tensors Call(Tensors inputs, CallContext context) => Tensor.Concat([.. inputs], Axis);
}
