namespace Cornea.Layers;

/// <summary>Each sample several times in a row. Keras: <c>keras.layers.RepeatVector</c>.</summary>
/// <remarks>(batch, features) becomes (batch, n, features). Source: Keras, <c>layers/reshaping/repeat_vector.py</c>.</remarks>
public sealed class RepeatVector : Layer
{
    /// <summary>Makes the layer.</summary>
    /// <param name="n">How many times.</param>
    /// <param name="name">The layer's name.</param>
    public RepeatVector(int n, string? name = null) : base(name)
    {
        N = Require.Positive(n, "RepeatVector", "n");
    }

    /// <summary>How many times.</summary>
    public int N { get; }

    /// <inheritdoc/>
    protected override bool AcceptsIntegers => true;

    /// <inheritdoc/>
    public override Tensors Call(Tensors inputs, CallContext context)
    {
        Tensor x = inputs;
        return x.Rank == 2
            ? x.ExpandDims(1).BroadcastTo([x.Shape[0], N, x.Shape[1]])
            : throw new ShapeException(
                $"{this} expects inputs of shape (batch, features), but received shape {x.Shape}. Add new Flatten() before it.");
    }
}
