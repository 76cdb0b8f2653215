namespace Cornea.Layers;

/// <summary>A layer around another layer. Keras: <c>keras.layers.Wrapper</c>.</summary>
/// <remarks>
/// A wrapper of one's own overrides <see cref="Layer.Call"/>, in which it calls the inner layer with
/// <see cref="Layer.Apply(Tensors, CallContext)"/>, and, where it has weights of its own, <see cref="BuildAround"/>. Source: Keras,
/// <c>layers/core/wrapper.py</c>.
/// </remarks>
/// <example>
/// <code>
/// sealed class Doubled(Layer layer) : Wrapper(layer, null)
/// {
///     public override Tensors Call(Tensors inputs, CallContext context) => (Tensor)Layer.Apply(inputs, context) * 2;
/// }
/// </code>
/// </example>
public abstract class Wrapper : Layer
{
    /// <summary>Makes the wrapper.</summary>
    /// <param name="layer">The layer inside.</param>
    /// <param name="name">The wrapper's name; where null, the model that holds it names it.</param>
    protected Wrapper(Layer layer, string? name) : base(name)
    {
        ArgumentNullException.ThrowIfNull(layer);
        Layer = layer;
    }

    /// <summary>The layer inside.</summary>
    public Layer Layer { get; private set; }

    /// <inheritdoc/>
    public sealed override Wrapper Clone()
    {
        var copy = (Wrapper)Copied();
        copy.Layer = Layer.Clone();
        return copy;
    }

    /// <inheritdoc/>
    protected sealed override void Build(IReadOnlyList<Shape> inputs)
    {
        Track(Layer);
        BuildAround(inputs);
    }

    /// <summary>Makes the wrapper's own weights, with <see cref="Layer.AddWeight"/>. Those of the layer inside are made by its first
    /// call.</summary>
    /// <param name="inputs">The shapes of the inputs; the batch axis is <see cref="Shape.Unknown"/>.</param>
    protected virtual void BuildAround(IReadOnlyList<Shape> inputs)
    {
    }
}
