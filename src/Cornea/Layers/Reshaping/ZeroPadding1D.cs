namespace Cornea.Layers;

/// <summary>Puts zeros before and after the elements of each spatial axis. Keras: <c>keras.layers.ZeroPadding1D</c>.</summary>
/// <remarks>Input (batch, steps, channels), or with channels first. Source: Keras, <c>layers/reshaping/zero_padding1d.py</c>.</remarks>
public sealed class ZeroPadding1D : Layer
{
    /// <summary>Makes the layer with one amount for every side.</summary>
    /// <param name="padding">How many.</param>
    /// <param name="name">The layer's name.</param>
    public ZeroPadding1D(int padding = 1, string? name = null)
        : this((padding, padding), name)
    {
    }

    /// <summary>Makes the layer.</summary>
    /// <param name="steps">How many before and after along the steps.</param>
    /// <param name="name">The layer's name.</param>
    public ZeroPadding1D((int Before, int After) steps, string? name = null) : base(name)
    {
        Padding = SpatialSides.Checked([steps], "ZeroPadding1D");
    }

    /// <summary>How many before and after along each spatial axis.</summary>
    public IReadOnlyList<(int Before, int After)> Padding { get; }

    /// <inheritdoc/>
    protected override bool AcceptsIntegers => true;

    /// <inheritdoc/>
    public override Tensors Call(Tensors inputs, CallContext context) =>
        SpatialSides.Pad(this, inputs, Padding, DataFormat.ChannelsLast);
}
