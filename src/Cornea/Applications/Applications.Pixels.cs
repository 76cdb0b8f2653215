namespace Cornea;

public static partial class Applications
{
    private static IReadOnlyList<double> ImageNetMean { get; } = [0.485, 0.456, 0.406];

    private static IReadOnlyList<double> ImageNetDeviation { get; } = [0.229, 0.224, 0.225];

    private static IReadOnlyList<double> CaffeMean { get; } = [103.939, 116.779, 123.68];

    /// <summary>Brings pixels into the form that a family's networks were trained on. Keras: each module's
    /// <c>preprocess_input</c>.</summary>
    /// <param name="images">RGB pixels of 0 to 255, (batch, height, width, 3) or one image without the batch.</param>
    /// <param name="family">The family of the network.</param>
    /// <param name="dataFormat">Data format: channels last or channels first.</param>
    /// <returns>A tensor of the same shape; float32 for integers. The images themselves for networks that scale them inside.</returns>
    /// <exception cref="ShapeException">The images have not three channels.</exception>
    /// <example><code>var x = Applications.PreprocessInput(images, ImageFamily.ResNet);</code></example>
    public static Tensor PreprocessInput(Tensor images, ImageFamily family, DataFormat dataFormat = DataFormat.ChannelsLast) =>
        PreprocessInput(images, ModeOf(family), dataFormat);

    /// <summary>Brings pixels into a form. Keras: <c>imagenet_utils.preprocess_input</c>.</summary>
    /// <param name="images">RGB pixels of 0 to 255, (batch, height, width, 3) or one image without the batch.</param>
    /// <param name="mode">The form.</param>
    /// <param name="dataFormat">Data format: channels last or channels first.</param>
    /// <returns>A tensor of the same shape; float32 for integers.</returns>
    /// <exception cref="ShapeException">The images have not three channels.</exception>
    public static Tensor PreprocessInput(Tensor images, PreprocessingMode mode, DataFormat dataFormat = DataFormat.ChannelsLast)
    {
        ArgumentNullException.ThrowIfNull(images);
        if (mode == PreprocessingMode.None)
            return images;
        var axis = images.Rank - (dataFormat == DataFormat.ChannelsLast ? 1 : 3);
        if (images.Rank is not (3 or 4) || images.Shape[axis] != 3)
        {
            throw new ShapeException(
                $"PreprocessInput expects RGB images of shape (height, width, 3), or a batch of them, but received {images.Shape}. " +
                "Say with dataFormat where the channels stand, and repeat gray images three times along them.");
        }
        var x = images.DType.IsFloat() ? images : images.Cast(DType.Float32);
        return mode switch
        {
            PreprocessingMode.Caffe => x.Reverse(axis) - Channels(CaffeMean),
            PreprocessingMode.TensorFlow => x / 127.5 - 1,
            _ => ((x / 255) - Channels(ImageNetMean)) / Channels(ImageNetDeviation),
        };

        Tensor Channels(IReadOnlyList<double> values) => Tensor.From([.. values]).Cast(x.DType)
            .Reshape(dataFormat == DataFormat.ChannelsLast ? new Shape(3) : new Shape(3, 1, 1));
    }

    /// <summary>The form of pixels that a family's networks were trained on.</summary>
    /// <param name="family">The family.</param>
    public static PreprocessingMode ModeOf(ImageFamily family) => family switch
    {
        ImageFamily.ResNet or ImageFamily.VGG16 or ImageFamily.VGG19 => PreprocessingMode.Caffe,
        ImageFamily.DenseNet => PreprocessingMode.Torch,
        ImageFamily.ConvNeXt or ImageFamily.EfficientNet or ImageFamily.EfficientNetV2 or ImageFamily.MobileNetV3 => PreprocessingMode.None,
        _ => PreprocessingMode.TensorFlow,
    };
}
