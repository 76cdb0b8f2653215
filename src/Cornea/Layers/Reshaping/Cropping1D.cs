namespace Cornea.Layers;

/// <summary>Takes numbers off before and after the elements of each spatial axis. Keras: <c>keras.layers.Cropping1D</c>.</summary>
/// <remarks>Input (batch, steps, channels), or with channels first. Source: Keras, <c>layers/reshaping/cropping1d.py</c>.</remarks>
public sealed class Cropping1D : Layer
{
    /// <summary>Makes the layer with one amount for every side.</summary>
    /// <param name="cropping">How many.</param>
    /// <param name="name">The layer's name.</param>
    public Cropping1D(int cropping = 1, string? name = null)
        : this((cropping, cropping), name)
    {
    }

    /// <summary>Makes the layer.</summary>
    /// <param name="steps">How many before and after along the steps.</param>
    /// <param name="name">The layer's name.</param>
    public Cropping1D((int Before, int After) steps, string? name = null) : base(name)
    {
        Cropping = SpatialSides.Checked([steps], "Cropping1D");
    }

    /// <summary>How many before and after along each spatial axis.</summary>
    public IReadOnlyList<(int Before, int After)> Cropping { get; }

    /// <inheritdoc/>
    protected override bool AcceptsIntegers => true;

    /// <inheritdoc/>
    public override Tensors Call(Tensors inputs, CallContext context) =>
        SpatialSides.Crop(this, inputs, Cropping, DataFormat.ChannelsLast);
}
