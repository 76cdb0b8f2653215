namespace Cornea.Imaging;

/// <summary>How images came in, so that a result goes out the same way; inside all are (batch, height, width, channels).</summary>
/// <param name="Single">Whether there was no batch axis.</param>
/// <param name="ChannelsFirst">Whether channels stood before height and width.</param>
internal readonly record struct ImageForm(bool Single, bool ChannelsFirst)
{
    public static (Tensor Images, ImageForm Form) Open(Tensor images, DataFormat format, string who)
    {
        if (images.Rank is not (3 or 4))
        {
            throw new ShapeException(
                $"{who} expects one image (height, width, channels) or a batch of them, but received shape {images.Shape}. Reshape " +
                "it, as in images.Reshape(-1, 28, 28, 1).");
        }
        var form = new ImageForm(images.Rank == 3, format == DataFormat.ChannelsFirst);
        var batch = form.Single ? images.ExpandDims(0) : images;
        return (form.ChannelsFirst ? batch.MoveAxis(1, -1) : batch, form);
    }

    public Tensor Close(Tensor images)
    {
        var batch = ChannelsFirst ? images.MoveAxis(-1, 1) : images;
        return Single ? batch.Squeeze(0) : batch;
    }
}
