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
    /// <summary>Initializes the wrapper.</summary>
    /// <param name="layer">The wrapped layer.</param>
    /// <param name="name">The name of the layer; the model that holds it names it when null.</param>
    /// <param name="trainable">Whether the layer's weights are updated during training.</param>
    /// <param name="dtype">The dtype policy of the layer's variables and computations; the default policy when null.</param>
    protected Wrapper(Layer layer, string? name = null, bool trainable = true, DTypePolicy? dtype = null) : base(name, trainable, dtype)
    {
        ArgumentNullException.ThrowIfNull(layer);
        Layer = layer;
    }

    /// <summary>The wrapped layer.</summary>
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

    /// <summary>Makes the wrapper's own weights, with <see cref="Layer.AddWeight"/>. Those of the wrapped layer are made by its first
    /// call.</summary>
    /// <param name="inputs">The shapes of the inputs; the batch axis is <see cref="Shape.Unknown"/>.</param>
    protected virtual void BuildAround(IReadOnlyList<Shape> inputs)
    {
    }
}
