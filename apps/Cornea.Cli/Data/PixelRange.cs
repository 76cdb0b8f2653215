namespace Cornea.Cli.Data;

/// <summary>The range of the pixels that a network expects.</summary>
/// <param name="Name">What the option <c>--pixels</c> calls it.</param>
internal sealed record PixelRange(string Name)
{
    /// <summary>From 0 to 1.</summary>
    public static PixelRange Unit { get; } = new("unit");

    /// <summary>From 0 to 255.</summary>
    public static PixelRange Byte { get; } = new("byte");

    /// <summary>From -1 to 1.</summary>
    public static PixelRange Signed { get; } = new("signed");

    /// <summary>Less the mean colour of ImageNet, blue first.</summary>
    public static PixelRange Caffe { get; } = new("caffe");

    /// <summary>From 0 to 1, less the mean colour of ImageNet and divided by its deviation.</summary>
    public static PixelRange Torch { get; } = new("torch");

    /// <summary>The names of all of them.</summary>
    public static IReadOnlyList<string> Names { get; } = [Unit.Name, Byte.Name, Signed.Name, Caffe.Name, Torch.Name];

    /// <summary>The range that the networks of a family were made for.</summary>
    public static PixelRange Of(ImageFamily family) => Applications.ModeOf(family) switch
    {
        PreprocessingMode.Caffe => Caffe,
        PreprocessingMode.TensorFlow => Signed,
        PreprocessingMode.Torch => Torch,
        _ => Byte,
    };

    /// <summary>Brings pixels of 0 to 255 into the range.</summary>
    /// <param name="pixels">(..., height, width, channels), any type.</param>
    public Tensor Apply(Tensor pixels) => Name switch
    {
        "unit" => pixels.ToFloat32() / 255f,
        "signed" => pixels.ToFloat32() / 127.5f - 1f,
        "caffe" => Applications.PreprocessInput(pixels, PreprocessingMode.Caffe),
        "torch" => Applications.PreprocessInput(pixels, PreprocessingMode.Torch),
        _ => pixels.ToFloat32(),
    };
}
