namespace Cornea.Layers;

/// <summary>Each sample several times in a row. Keras: <c>keras.layers.RepeatVector</c>.</summary>
/// <remarks>(batch, features) becomes (batch, n, features). Source: Keras, <c>layers/reshaping/repeat_vector.py</c>.</remarks>
public sealed class RepeatVector : Layer
{
    /// <summary>Initializes the layer.</summary>
    /// <param name="n">How many times.</param>
    /// <param name="name">The name of the layer; the model that holds it names it when null.</param>
    /// <param name="trainable">Whether the layer's weights are updated during training.</param>
    /// <param name="dtype">The dtype policy of the layer's variables and computations; the default policy when null.</param>
    public RepeatVector(int n, string? name = null, bool trainable = true, DTypePolicy? dtype = null) : base(name, trainable, dtype)
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
