namespace Cornea.Imaging;

public static partial class ImageOps
{
    /// <summary>Images whose pixel (x, y) is read at another position. Keras: <c>ops.image.affine_transform</c>.</summary>
    /// <remarks>
    /// With the eight numbers a0 a1 a2 b0 b1 b2 c0 c1 and k = c0 x + c1 y + 1, the position is ((a0 x + a1 y + a2) / k, (b0 x + b1 y + b2)
    /// / k).
    /// </remarks>
    /// <param name="images">One image or a batch.</param>
    /// <param name="transforms">(8) for all or (batch, 8).</param>
    /// <param name="interpolation">Nearest or Bilinear.</param>
    /// <param name="fillMode">What stands outside.</param>
    /// <param name="fillValue">For <see cref="FillMode.Constant"/>.</param>
    /// <param name="dataFormat">Data format: channels last or channels first.</param>
    /// <exception cref="ShapeException">The transforms have another shape.</exception>
    public static Tensor AffineTransform(
        Tensor images, Tensor transforms, Interpolation interpolation = Interpolation.Bilinear, FillMode fillMode = FillMode.Constant,
        double fillValue = 0, DataFormat dataFormat = DataFormat.ChannelsLast)
    {
        var (opened, form) = ImageForm.Open(images, dataFormat, "AffineTransform");
        var (batch, height, width) = (opened.Shape[0], opened.Shape[1], opened.Shape[2]);
        var t = Floats(transforms.Rank == 1 ? transforms.ExpandDims(0) : transforms);
        if (t.Rank != 2 || t.Shape[1] != 8 || (t.Shape[0] != 1 && t.Shape[0] != batch))
        {
            throw new ShapeException(
                $"AffineTransform expects transforms of shape (8) or ({batch}, 8), but received {transforms.Shape}. Give eight " +
                "numbers per image.");
        }
        Tensor Entry(int i) => t[Slice.All, i].Reshape(new Shape(t.Shape[0], 1, 1));
        // x: [1, 1, width], y: [1, height, 1]
        var x = Tensor.Arange(0, width).Reshape(new Shape(1, 1, width));
        var y = Tensor.Arange(0, height).Reshape(new Shape(1, height, 1));
        var k = Entry(6) * x + Entry(7) * y + 1;
        var positions = new Shape(batch, height, width);
        var across = ((Entry(0) * x + Entry(1) * y + Entry(2)) / k).BroadcastTo(positions);
        var down = ((Entry(3) * x + Entry(4) * y + Entry(5)) / k).BroadcastTo(positions);
        return form.Close(PixelReading.Images(Floats(opened), down, across, Linear(interpolation, "AffineTransform"), fillMode, fillValue));
    }

    /// <summary>Images seen from elsewhere: what stood at the start points comes to stand at the end points. Keras:
    /// <c>ops.image.perspective_transform</c>.</summary>
    /// <param name="images">One image or a batch.</param>
    /// <param name="startPoints">(4, 2) for all or (batch, 4, 2): x and y of four points of which no three lie on a line.</param>
    /// <param name="endPoints">Of the same shape.</param>
    /// <param name="interpolation">Nearest or Bilinear.</param>
    /// <param name="fillValue">What stands outside.</param>
    /// <param name="dataFormat">Data format: channels last or channels first.</param>
    /// <exception cref="ShapeException">The points have another shape.</exception>
    public static Tensor PerspectiveTransform(
        Tensor images, Tensor startPoints, Tensor endPoints, Interpolation interpolation = Interpolation.Bilinear, double fillValue = 0,
        DataFormat dataFormat = DataFormat.ChannelsLast)
    {
        if (startPoints.Rank is not (2 or 3) || startPoints.Shape != endPoints.Shape || startPoints.Shape[^2] != 4
            || startPoints.Shape[^1] != 2)
        {
            throw new ShapeException(
                $"PerspectiveTransform expects points of shape (4, 2) or (batch, 4, 2), but received {startPoints.Shape} and " +
                $"{endPoints.Shape}.");
        }
        Tensor Batch(Tensor points) => points.Rank == 2 ? points.ExpandDims(0) : points;
        var map = Homography.Between(Batch(endPoints), Batch(startPoints));
        return AffineTransform(images, map, interpolation, FillMode.Constant, fillValue, dataFormat);
    }

    /// <summary>Values at given positions of an array with any number of axes. Keras: <c>ops.image.map_coordinates</c>.</summary>
    /// <param name="inputs">The array.</param>
    /// <param name="coordinates">(axes of the array, ...): the position along each axis.</param>
    /// <param name="interpolation">Nearest (order 0) or Bilinear (order 1: linear along each axis).</param>
    /// <param name="fillMode">What stands outside.</param>
    /// <param name="fillValue">For <see cref="FillMode.Constant"/>.</param>
    /// <returns>The shape of the coordinates without their first axis.</returns>
    /// <exception cref="ShapeException">The coordinates do not have one row per axis.</exception>
    public static Tensor MapCoordinates(
        Tensor inputs, Tensor coordinates, Interpolation interpolation = Interpolation.Bilinear, FillMode fillMode = FillMode.Constant,
        double fillValue = 0)
    {
        if (coordinates.Rank < 2 || coordinates.Shape[0] != inputs.Rank)
        {
            throw new ShapeException(
                $"MapCoordinates of an array of shape {inputs.Shape} expects coordinates of shape ({inputs.Rank}, ...), but " +
                $"received {coordinates.Shape}.");
        }
        var axes = Enumerable.Range(0, inputs.Rank).Select(axis => (coordinates[axis], inputs.Shape[axis])).ToArray();
        return PixelReading.Read(Floats(inputs).Flatten(), null, axes, Linear(interpolation, "MapCoordinates"), fillMode, fillValue);
    }

    /// <summary>Images distorted as if drawn on rubber: each pixel is read at a position moved by smooth random amounts. Keras:
    /// <c>ops.image.elastic_transform</c>.</summary>
    /// <remarks>Normal numbers times sigma, blurred with sigma, times alpha. Source: Simard and others, "Best practices for
    /// convolutional neural networks", 2003.</remarks>
    /// <param name="images">One image or a batch.</param>
    /// <param name="key">The source of the random numbers.</param>
    /// <param name="alpha">How strong the distortion is.</param>
    /// <param name="sigma">How smooth it is, in pixels.</param>
    /// <param name="interpolation">Nearest or Bilinear.</param>
    /// <param name="fillMode">What stands outside.</param>
    /// <param name="fillValue">For <see cref="FillMode.Constant"/>.</param>
    /// <param name="dataFormat">Data format: channels last or channels first.</param>
    public static Tensor ElasticTransform(
        Tensor images, RandomKey key, double alpha = 20, double sigma = 5, Interpolation interpolation = Interpolation.Bilinear,
        FillMode fillMode = FillMode.Reflect, double fillValue = 0, DataFormat dataFormat = DataFormat.ChannelsLast)
    {
        var (x, form) = ImageForm.Open(images, dataFormat, "ElasticTransform");
        var strengths = (Tensor.Full(Shape.Scalar, alpha), Tensor.Full(Shape.Scalar, sigma));
        return form.Close(Elastic(
            Floats(x), key, strengths, (int)(6 * sigma) | 1, Linear(interpolation, "ElasticTransform"), fillMode, fillValue));
    }

    internal static Tensor Elastic(
        Tensor x, RandomKey key, (Tensor Alpha, Tensor Sigma) strengths, int taps, bool linear, FillMode fillMode, double fillValue)
    {
        var (batch, height, width) = (x.Shape[0], x.Shape[1], x.Shape[2]);
        Tensor Shift(int stream)
        {
            var noise = key.Stream(stream).Normal(new Shape(batch, height, width, 1)) * strengths.Sigma;
            return Blurred(noise, (taps, taps), (strengths.Sigma, strengths.Sigma)).Squeeze(3) * strengths.Alpha;
        }
        var across = Tensor.Arange(0, width).Reshape(new Shape(1, 1, width)) + Shift(0);
        var down = Tensor.Arange(0, height).Reshape(new Shape(1, height, 1)) + Shift(1);
        return PixelReading.Images(x, down, across, linear, fillMode, fillValue);
    }

    internal static bool Linear(Interpolation interpolation, string who) => interpolation switch
    {
        Interpolation.Nearest => false,
        Interpolation.Bilinear => true,
        _ => throw new ArgumentOutOfRangeException(nameof(interpolation),
            $"{who} reads single positions with Nearest or Bilinear, but received {interpolation}. Choose one of them."),
    };

    private static Tensor Floats(Tensor x) => x.DType.IsFloat() ? x : x.ToFloat32();
}
