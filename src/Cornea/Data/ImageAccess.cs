namespace Cornea.Data;

/// <summary>Reads the pictures of a folder.</summary>
internal sealed class ImageAccess(
    ImageFolder folder, int height, int width, int channels, LabelMode labels, Interpolation interpolation, bool crop,
    bool upright, ReadLimits? limits) : SampleAccess
{
    public override Sample At(int index)
    {
        Picture picture = ImageFile.ReadPicture(folder.Files[index], channels, upright, limits);
        return new Sample(PictureSize.Resize(crop ? PictureSize.Crop(picture, height, width) : picture, height, width, interpolation),
            LabelsAt(index));
    }

    public override Tensors LabelsAt(int index)
    {
        int label = folder.Labels[index];
        switch (labels)
        {
            case LabelMode.Int:
                return Tensor.From(label);
            case LabelMode.Categorical:
                var vector = new float[folder.ClassNames.Count];
                vector[label] = 1;
                return Tensor.From(vector);
            case LabelMode.Binary:
                return Tensor.From([(float)label]);
            default:
                return default;
        }
    }
}
