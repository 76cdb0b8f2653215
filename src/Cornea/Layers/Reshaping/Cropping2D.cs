namespace Cornea.Layers;

/// <summary>Takes numbers off before and after the elements of each spatial axis. Keras: <c>keras.layers.Cropping2D</c>.</summary>
/// <remarks>Input (batch, height, width, channels), or with channels first. Source: Keras, <c>layers/reshaping/cropping2d.py</c>.</remarks>
public sealed class Cropping2D : Layer
{
    /// <summary>Initializes the layer with one number for every side.</summary>
    /// <param name="cropping">The number of elements to crop on every side.</param>
    /// <param name="dataFormat">Data format: channels last or channels first.</param>
    /// <param name="name">The name of the layer; the model that holds it names it when null.</param>
    /// <param name="trainable">Whether the layer's weights are updated during training.</param>
    /// <param name="dtype">The dtype policy of the layer's variables and computations; the default policy when null.</param>
    public Cropping2D(
        int cropping = 0, DataFormat dataFormat = DataFormat.ChannelsLast, string? name = null, bool trainable = true,
        DTypePolicy? dtype = null)
        : this([(cropping, cropping), (cropping, cropping)], dataFormat, name, trainable, dtype)
    {
    }

    /// <summary>Initializes the layer with numbers for each spatial axis.</summary>
    /// <param name="height">The number of elements to crop before and after along the height.</param>
    /// <param name="width">The number of elements to crop before and after along the width.</param>
    /// <param name="dataFormat">Data format: channels last or channels first.</param>
    /// <param name="name">The name of the layer; the model that holds it names it when null.</param>
    /// <param name="trainable">Whether the layer's weights are updated during training.</param>
    /// <param name="dtype">The dtype policy of the layer's variables and computations; the default policy when null.</param>
    public Cropping2D(
        (int Before, int After) height, (int Before, int After) width, DataFormat dataFormat = DataFormat.ChannelsLast, string? name = null,
        bool trainable = true, DTypePolicy? dtype = null)
        : this([height, width], dataFormat, name, trainable, dtype)
    {
    }

    /// <summary>Initializes the layer.</summary>
    /// <param name="cropping">The number of elements to crop before and after along each spatial axis.</param>
    /// <param name="dataFormat">Data format: channels last or channels first.</param>
    /// <param name="name">The name of the layer; the model that holds it names it when null.</param>
    /// <param name="trainable">Whether the layer's weights are updated during training.</param>
    /// <param name="dtype">The dtype policy of the layer's variables and computations; the default policy when null.</param>
    [ConfigConstructor]
    public Cropping2D(
        IReadOnlyList<(int Before, int After)> cropping, DataFormat dataFormat = DataFormat.ChannelsLast, string? name = null,
        bool trainable = true, DTypePolicy? dtype = null)
        : base(name, trainable, dtype)
    {
        Cropping = SpatialSides.Checked(cropping, 2, "Cropping2D");
        DataFormat = dataFormat;
    }

    /// <summary>The number of elements to crop before and after along each spatial axis.</summary>
    public IReadOnlyList<(int Before, int After)> Cropping { get; }

    /// <summary>Data format: channels last or channels first.</summary>
    public DataFormat DataFormat { get; }

    /// <inheritdoc/>
    protected override bool AcceptsIntegers => true;

    /// <inheritdoc/>
    public override Tensors Call(Tensors inputs, CallContext context) =>
        SpatialSides.Crop(this, inputs, Cropping, DataFormat);
}
