namespace Cornea.Layers;

/// <summary>
/// One operation for each image, drawn from a list. All are computed for all images, but those that move pixels are one transform, so a
/// step reads pixels elsewhere once.
/// </summary>
/// <param name="Range">Of values.</param>
/// <param name="Factor">The ends of the strength.</param>
/// <param name="Interpolation">Of those that move pixels.</param>
/// <param name="All">Whether brightness, grey, contrast and sharpness take part.</param>
internal sealed record AugmentationStep(
    (double Low, double High) Range, (double Low, double High) Factor, Interpolation Interpolation, bool All)
{
    private int Count => All ? 11 : 7;

    public Tensor Apply(Tensor images, RandomKey key) => Apply(images, key, key.Stream(0).Integers(new Shape(images.Shape[0]), 0, Count));

    /// <summary>As <see cref="Apply(Tensor, RandomKey)"/>, but nothing at all is one of the operations.</summary>
    public Tensor ApplyOrNot(Tensor images, RandomKey key) =>
        Apply(images, key, key.Stream(0).Integers(new Shape(images.Shape[0]), 0, Count + 1));

    private Tensor Apply(Tensor images, RandomKey key, Tensor choice)
    {
        var (height, width) = (images.Shape[1], images.Shape[2]);
        var one = (-Factor.High, Factor.High);
        Tensor Draw(int stream, (double, double) range) => key.PerImage(stream, images, range);
        Tensor Line(int stream) => Draw(stream, one).Flatten();
        Tensor Is(int operation) => choice.EqualTo(operation);
        // Nothing: sheared by zero.
        var none = Tensor.Zeros(choice.Shape);
        var shear = ImageTransforms.Shear(Tensor.Where(Is(0), Line(1), none), Tensor.Where(Is(0), Line(2), none));
        var moves = Tensor.Where(Is(1).ExpandDims(1), ImageTransforms.Translation(Line(3) * height, Line(4) * width), shear);
        moves = Tensor.Where(Is(2).ExpandDims(1), ImageTransforms.Rotation(Line(5) * (2 * Math.PI), height, width), moves);
        var x = ImageOps.AffineTransform(images, moves, Interpolation, FillMode.Reflect);

        var result = x;
        void Choose(int operation, Tensor changed) =>
            result = Tensor.Where(Is(operation).Reshape(new Shape(choice.Size, 1, 1, 1)), changed, result);
        var bits = Math.Max(1, (int)(8 * Factor.High));
        Choose(3, ImageAdjustments.Posterization(x, Tensor.Full(Shape.Scalar, bits, DType.Int32), Range));
        Choose(4, ImageAdjustments.Solarization(x, Draw(6, Factor), Draw(7, Factor), Range));
        Choose(5, AutoContrast.Stretch(x, Range));
        Choose(6, Equalization.Equalize(x, Range, 256));
        if (!All)
            return result;
        Choose(7, ImageAdjustments.Brightness(x, Draw(8, one), Range));
        Choose(8, ImageAdjustments.Degeneration(x, Draw(9, Factor), Range));
        Choose(9, ImageAdjustments.Contrast(x, Draw(10, (1 - Factor.High, 1 + Factor.High)), Range));
        Choose(10, ImageAdjustments.Sharpness(x, Draw(11, Factor), Range));
        return result;
    }
}
