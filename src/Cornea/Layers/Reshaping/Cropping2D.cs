namespace Cornea.Layers;

/// <summary>Takes numbers off before and after the elements of each spatial axis. Keras: <c>keras.layers.Cropping2D</c>.</summary>
/// <remarks>Input (batch, height, width, channels), or with channels first. Source: Keras, <c>layers/reshaping/cropping2d.py</c>.</remarks>
public sealed class Cropping2D : Layer
{
    /// <summary>Makes the layer with one amount for every side.</summary>
    /// <param name="cropping">How many.</param>
    /// <param name="dataFormat">Where channels stand.</param>
    /// <param name="name">The layer's name.</param>
    public Cropping2D(int cropping = 0, DataFormat dataFormat = DataFormat.ChannelsLast, string? name = null)
        : this((cropping, cropping), (cropping, cropping), dataFormat, name)
    {
    }

    /// <summary>Makes the layer.</summary>
    /// <param name="height">How many before and after along the height.</param>
    /// <param name="width">How many before and after along the width.</param>
    /// <param name="dataFormat">Where channels stand.</param>
    /// <param name="name">The layer's name.</param>
    public Cropping2D(
        (int Before, int After) height, (int Before, int After) width, DataFormat dataFormat = DataFormat.ChannelsLast,
        string? name = null)
        : base(name)
    {
        Cropping = SpatialSides.Checked([height, width], "Cropping2D");
        DataFormat = dataFormat;
    }

    /// <summary>How many before and after along each spatial axis.</summary>
    public IReadOnlyList<(int Before, int After)> Cropping { get; }

    /// <summary>Where channels stand.</summary>
    public DataFormat DataFormat { get; }

    /// <inheritdoc/>
    protected override bool AcceptsIntegers => true;

    /// <inheritdoc/>
    public override Tensors Call(Tensors inputs, CallContext context) =>
        SpatialSides.Crop(this, inputs, Cropping, DataFormat);
}
