namespace Cornea.Layers;

/// <summary>Takes numbers off before and after the elements of each spatial axis. Keras: <c>keras.layers.Cropping3D</c>.</summary>
/// <remarks>Input (batch, first, second, third, channels), or with channels first. Source: Keras,
/// <c>layers/reshaping/cropping3d.py</c>.</remarks>
public sealed class Cropping3D : Layer
{
    /// <summary>Makes the layer with one amount for every side.</summary>
    /// <param name="cropping">How many.</param>
    /// <param name="dataFormat">Where channels stand.</param>
    /// <param name="name">The layer's name.</param>
    public Cropping3D(int cropping = 1, DataFormat dataFormat = DataFormat.ChannelsLast, string? name = null)
        : this((cropping, cropping), (cropping, cropping), (cropping, cropping), dataFormat, name)
    {
    }

    /// <summary>Makes the layer.</summary>
    /// <param name="first">How many before and after along the first axis.</param>
    /// <param name="second">How many before and after along the second axis.</param>
    /// <param name="third">How many before and after along the third axis.</param>
    /// <param name="dataFormat">Where channels stand.</param>
    /// <param name="name">The layer's name.</param>
    public Cropping3D(
        (int Before, int After) first, (int Before, int After) second, (int Before, int After) third,
        DataFormat dataFormat = DataFormat.ChannelsLast, string? name = null)
        : base(name)
    {
        Cropping = SpatialSides.Checked([first, second, third], "Cropping3D");
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
