namespace Cornea.Layers;

/// <summary>Each element several times in a row along the steps. Keras: <c>keras.layers.UpSampling1D</c>.</summary>
/// <remarks>Source: Keras, <c>layers/reshaping/up_sampling1d.py</c>.</remarks>
public sealed class UpSampling1D : Layer
{
    /// <summary>Initializes the layer.</summary>
    /// <param name="size">How many times each step.</param>
    /// <param name="name">The name of the layer; the model that holds it names it when null.</param>
    /// <param name="trainable">Whether the layer's weights are updated during training.</param>
    /// <param name="dtype">The dtype policy of the layer's variables and computations; the default policy when null.</param>
    public UpSampling1D(int size = 2, string? name = null, bool trainable = true, DTypePolicy? dtype = null) : base(name, trainable, dtype)
    {
        Size = Require.Positive(size, "UpSampling1D", "size");
    }

    /// <summary>How many times each step.</summary>
    public int Size { get; }

    /// <inheritdoc/>
    protected override bool AcceptsIntegers => true;

    /// <inheritdoc/>
    public override Tensors Call(Tensors inputs, CallContext context) => ((Tensor)inputs).Repeat(Size, 1);
}
