namespace Cornea.Layers;

/// <summary>Takes numbers off before and after the elements of each spatial axis. Keras: <c>keras.layers.Cropping1D</c>.</summary>
/// <remarks>Input (batch, steps, channels), or with channels first. Source: Keras, <c>layers/reshaping/cropping1d.py</c>.</remarks>
public sealed class Cropping1D : Layer
{
    /// <summary>Initializes the layer with one number for both sides.</summary>
    /// <param name="cropping">The number of elements to crop before and after.</param>
    /// <param name="name">The name of the layer; the model that holds it names it when null.</param>
    /// <param name="trainable">Whether the layer's weights are updated during training.</param>
    /// <param name="dtype">The dtype policy of the layer's variables and computations; the default policy when null.</param>
    public Cropping1D(int cropping = 1, string? name = null, bool trainable = true, DTypePolicy? dtype = null)
        : this((cropping, cropping), name, trainable, dtype)
    {
    }

    /// <summary>Initializes the layer.</summary>
    /// <param name="cropping">The number of elements to crop before and after.</param>
    /// <param name="name">The name of the layer; the model that holds it names it when null.</param>
    /// <param name="trainable">Whether the layer's weights are updated during training.</param>
    /// <param name="dtype">The dtype policy of the layer's variables and computations; the default policy when null.</param>
    [ConfigConstructor]
    public Cropping1D((int Before, int After) cropping, string? name = null, bool trainable = true, DTypePolicy? dtype = null)
        : base(name, trainable, dtype)
    {
        Cropping = SpatialSides.Checked([cropping], 1, "Cropping1D")[0];
    }

    /// <summary>The number of elements to crop before and after.</summary>
    public (int Before, int After) Cropping { get; }

    /// <inheritdoc/>
    protected override bool AcceptsIntegers => true;

    /// <inheritdoc/>
    public override Tensors Call(Tensors inputs, CallContext context) =>
        SpatialSides.Crop(this, inputs, [Cropping], DataFormat.ChannelsLast);
}
