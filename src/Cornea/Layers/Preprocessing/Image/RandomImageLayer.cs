namespace Cornea.Layers;

/// <summary>
/// A layer that changes images by chance during training, each image of a batch on its own, and hands them on otherwise. The
/// random numbers are a function of the context's key and the image's position in the batch: the same seed gives the same bits.
/// </summary>
public abstract class RandomImageLayer : ImageLayer
{
    private protected RandomImageLayer(int? seed, DataFormat dataFormat, string? name, bool trainable, DTypePolicy? dtype)
        : base(dataFormat, name, trainable, dtype) =>
        Seed = seed;

    /// <summary>Seed of the random numbers; null draws them from the model's key.</summary>
    public int? Seed { get; }

    private protected sealed override Tensor Transform(Tensor images, CallContext context) =>
        context.Training ? Augment(images, context.NextKey(Seed)) : Pass(images);

    /// <summary>The images of a batch, changed.</summary>
    /// <param name="images">(batch, height, width, channels) of float32.</param>
    /// <param name="key">The key of this call.</param>
    private protected abstract Tensor Augment(Tensor images, RandomKey key);

    /// <summary>What comes out when not training.</summary>
    private protected virtual Tensor Pass(Tensor images) => images;
}
