namespace Cornea.Layers;

/// <summary>Puts zeros before and after the elements of each spatial axis. Keras: <c>keras.layers.ZeroPadding3D</c>.</summary>
/// <remarks>Input (batch, first, second, third, channels), or with channels first. Source: Keras,
/// <c>layers/reshaping/zero_padding3d.py</c>.</remarks>
public sealed class ZeroPadding3D : Layer
{
    /// <summary>Initializes the layer with one number for every side.</summary>
    /// <param name="padding">The number of zeros to add on every side.</param>
    /// <param name="dataFormat">Data format: channels last or channels first.</param>
    /// <param name="name">The name of the layer; the model that holds it names it when null.</param>
    /// <param name="trainable">Whether the layer's weights are updated during training.</param>
    /// <param name="dtype">The dtype policy of the layer's variables and computations; the default policy when null.</param>
    public ZeroPadding3D(
        int padding = 1, DataFormat dataFormat = DataFormat.ChannelsLast, string? name = null, bool trainable = true,
        DTypePolicy? dtype = null)
        : this([(padding, padding), (padding, padding), (padding, padding)], dataFormat, name, trainable, dtype)
    {
    }

    /// <summary>Initializes the layer with numbers for each spatial axis.</summary>
    /// <param name="first">The number of zeros to add before and after along the first axis.</param>
    /// <param name="second">The number of zeros to add before and after along the second axis.</param>
    /// <param name="third">The number of zeros to add before and after along the third axis.</param>
    /// <param name="dataFormat">Data format: channels last or channels first.</param>
    /// <param name="name">The name of the layer; the model that holds it names it when null.</param>
    /// <param name="trainable">Whether the layer's weights are updated during training.</param>
    /// <param name="dtype">The dtype policy of the layer's variables and computations; the default policy when null.</param>
    public ZeroPadding3D(
        (int Before, int After) first, (int Before, int After) second, (int Before, int After) third,
        DataFormat dataFormat = DataFormat.ChannelsLast, string? name = null, bool trainable = true, DTypePolicy? dtype = null)
        : this([first, second, third], dataFormat, name, trainable, dtype)
    {
    }

    /// <summary>Initializes the layer.</summary>
    /// <param name="padding">The number of zeros to add before and after along each spatial axis.</param>
    /// <param name="dataFormat">Data format: channels last or channels first.</param>
    /// <param name="name">The name of the layer; the model that holds it names it when null.</param>
    /// <param name="trainable">Whether the layer's weights are updated during training.</param>
    /// <param name="dtype">The dtype policy of the layer's variables and computations; the default policy when null.</param>
    [ConfigConstructor]
    public ZeroPadding3D(
        IReadOnlyList<(int Before, int After)> padding, DataFormat dataFormat = DataFormat.ChannelsLast, string? name = null,
        bool trainable = true, DTypePolicy? dtype = null)
        : base(name, trainable, dtype)
    {
        Padding = SpatialSides.Checked(padding, 3, "ZeroPadding3D");
        DataFormat = dataFormat;
    }

    /// <summary>The number of zeros to add before and after along each spatial axis.</summary>
    public IReadOnlyList<(int Before, int After)> Padding { get; }

    /// <summary>Data format: channels last or channels first.</summary>
    public DataFormat DataFormat { get; }

    /// <inheritdoc/>
    protected override bool AcceptsIntegers => true;

    /// <inheritdoc/>
    public override Tensors Call(Tensors inputs, CallContext context) =>
        SpatialSides.Pad(this, inputs, Padding, DataFormat);
}
