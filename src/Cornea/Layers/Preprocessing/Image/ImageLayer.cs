namespace Cornea.Layers;

/// <summary>A layer that takes images: one input, (batch, height, width, channels), or with channels first.</summary>
public abstract class ImageLayer : Layer
{
    private protected ImageLayer(DataFormat dataFormat, string? name, bool trainable, DTypePolicy? dtype)
        : base(name, trainable, dtype) => DataFormat = dataFormat;

    /// <summary>Data format: channels last or channels first.</summary>
    public DataFormat DataFormat { get; }

    private protected override bool ComputesInFloat32 => true;

    /// <inheritdoc/>
    public sealed override Tensors Call(Tensors inputs, CallContext context)
    {
        Tensor images = inputs;
        if (images.Rank != 4)
        {
            throw new ShapeException(
                $"{this} expects a batch of images, (batch, height, width, channels), but received shape {images.Shape}. Reshape them.");
        }
        var (x, form) = ImageForm.Open(images, DataFormat, ClassName);
        return form.Close(Transform(x, context));
    }

    /// <summary>The images of a batch, changed.</summary>
    /// <param name="images">(batch, height, width, channels) of float32, whatever the data format.</param>
    /// <param name="context">Training or not, random keys.</param>
    private protected abstract Tensor Transform(Tensor images, CallContext context);
}
