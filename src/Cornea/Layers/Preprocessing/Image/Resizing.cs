namespace Cornea.Layers;

/// <summary>Brings images to one size. Keras: <c>keras.layers.Resizing</c>.</summary>
/// <remarks>(batch, height, width, channels) becomes (batch, new height, new width, channels), as <see cref="ImageOps.Resize"/> does
/// it. Source: Keras, <c>layers/preprocessing/image_preprocessing/resizing.py</c>.</remarks>
public sealed class Resizing : ImageLayer
{
    /// <summary>Initializes the layer.</summary>
    /// <param name="height">Height of the output.</param>
    /// <param name="width">Width of the output.</param>
    /// <param name="interpolation">Interpolation between pixels.</param>
    /// <param name="cropToAspectRatio">Whether to keep the aspect ratio by cropping the largest centered part that has it.</param>
    /// <param name="padToAspectRatio">Whether to keep the aspect ratio by padding.</param>
    /// <param name="fillMode">How the padding is filled: Constant alone.</param>
    /// <param name="fillValue">The value of the padding.</param>
    /// <param name="antialias">Whether to use an antialiasing filter when downsampling.</param>
    /// <param name="dataFormat">Data format: channels last or channels first.</param>
    /// <param name="name">The name of the layer; the model that holds it names it when null.</param>
    /// <param name="trainable">Whether the layer's weights are updated during training.</param>
    /// <param name="dtype">The dtype policy of the layer's variables and computations; the default policy when null.</param>
    public Resizing(
        int height, int width, Interpolation interpolation = Interpolation.Bilinear, bool cropToAspectRatio = false,
        bool padToAspectRatio = false, FillMode fillMode = FillMode.Constant, double fillValue = 0, bool antialias = false,
        DataFormat dataFormat = DataFormat.ChannelsLast, string? name = null, bool trainable = true, DTypePolicy? dtype = null)
        : base(dataFormat, name, trainable, dtype)
    {
        Height = Require.Positive(height, "Resizing", nameof(height));
        Width = Require.Positive(width, "Resizing", nameof(width));
        Interpolation = interpolation;
        CropToAspectRatio = !cropToAspectRatio || !padToAspectRatio
            ? cropToAspectRatio
            : throw new ArgumentException(
                "Resizing can crop or pad to the aspect ratio, but received both. Leave one of them out.", nameof(cropToAspectRatio));
        PadToAspectRatio = padToAspectRatio;
        FillMode = fillMode == FillMode.Constant
            ? fillMode
            : throw new ArgumentException($"Resizing pads with FillMode.Constant alone, but received {fillMode}.", nameof(fillMode));
        FillValue = fillValue;
        Antialias = antialias;
    }

    /// <summary>Height of the output.</summary>
    public int Height { get; }

    /// <summary>Width of the output.</summary>
    public int Width { get; }

    /// <summary>Interpolation between pixels.</summary>
    public Interpolation Interpolation { get; }

    /// <summary>Whether to keep the aspect ratio by cropping the largest centered part that has it.</summary>
    public bool CropToAspectRatio { get; }

    /// <summary>Whether to keep the aspect ratio by padding.</summary>
    public bool PadToAspectRatio { get; }

    /// <summary>How the padding is filled: Constant alone.</summary>
    public FillMode FillMode { get; }

    /// <summary>The value of the padding.</summary>
    public double FillValue { get; }

    /// <summary>Whether to use an antialiasing filter when downsampling.</summary>
    public bool Antialias { get; }

    private protected override Tensor Transform(Tensor images, CallContext context) =>
        ImageOps.Resize(images, Height, Width, Interpolation, Antialias, Proportions, FillValue);

    private AspectRatio Proportions =>
        CropToAspectRatio ? AspectRatio.Crop : PadToAspectRatio ? AspectRatio.Pad : AspectRatio.Stretch;
}
