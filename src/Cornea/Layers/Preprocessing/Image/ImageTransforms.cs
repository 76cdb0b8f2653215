namespace Cornea.Layers;

/// <summary>The eight numbers of each image's transform, (batch, 8), as <see cref="ImageOps.AffineTransform"/> takes them.</summary>
internal static class ImageTransforms
{
    /// <summary>Turned counter-clockwise around the middle.</summary>
    /// <param name="angle">Radians, (batch).</param>
    /// <param name="height">Rows.</param>
    /// <param name="width">Columns.</param>
    public static Tensor Rotation(Tensor angle, int height, int width)
    {
        var (sine, cosine) = (angle.Sin(), angle.Cos());
        var (x, y) = ((width - 1) / 2.0, (height - 1) / 2.0);
        return Rows(cosine, -sine, x - (cosine * x - sine * y), sine, cosine, y - (sine * x + cosine * y));
    }

    /// <summary>Seen from farther (factors above 1) or nearer, around the middle.</summary>
    public static Tensor Zoom(Tensor tall, Tensor wide, int height, int width)
    {
        var zero = Tensor.ZerosLike(tall);
        return Rows(wide, zero, (1 - wide) * ((width - 1) / 2.0), zero, tall, (1 - tall) * ((height - 1) / 2.0));
    }

    /// <summary>Moved down and to the right by pixels.</summary>
    public static Tensor Translation(Tensor down, Tensor right)
    {
        var (zero, one) = (Tensor.ZerosLike(down), Tensor.OnesLike(down));
        return Rows(one, zero, -right, zero, one, -down);
    }

    /// <summary>Sheared by parts of the other coordinate.</summary>
    public static Tensor Shear(Tensor across, Tensor down)
    {
        var (zero, one) = (Tensor.ZerosLike(down), Tensor.OnesLike(down));
        return Rows(one, across, zero, down, one, zero);
    }

    private static Tensor Rows(params ReadOnlySpan<Tensor> six)
    {
        var zero = Tensor.ZerosLike(six[0]);
        return Tensor.Stack([.. six, zero, zero], -1);
    }
}
