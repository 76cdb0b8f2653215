namespace Cornea.Imaging;

/// <summary>
/// Functions of bounding boxes, (..., 4), as compositions of tensor operations. Keras: <c>keras.utils.bounding_boxes</c>.
/// </summary>
/// <remarks>Source: Keras, <c>layers/preprocessing/image_preprocessing/bounding_boxes</c>.</remarks>
public static partial class BoundingBoxes
{
    private const double Epsilon = 1e-7;

    /// <summary>Boxes in another format. Keras: <c>convert_format</c>.</summary>
    /// <param name="boxes">(..., 4).</param>
    /// <param name="source">What the four numbers are.</param>
    /// <param name="target">What they are to be.</param>
    /// <param name="height">The image's height in pixels: needed where one format is relative and the other is not.</param>
    /// <param name="width">The image's width in pixels: needed where one format is relative and the other is not.</param>
    /// <returns>(..., 4) of float32, or of float64 where the boxes were.</returns>
    /// <exception cref="ShapeException">The last axis has not four numbers.</exception>
    /// <exception cref="ArgumentException">The size of the image is missing.</exception>
    public static Tensor Convert(
        Tensor boxes, BoundingBoxFormat source, BoundingBoxFormat target, double? height = null, double? width = null)
    {
        var (a, b, c, d) = Parts(boxes, "Convert");
        if (source == target)
            return Floats(boxes);
        var corners = Base(source) switch
        {
            BoundingBoxFormat.Xyxy => (a, b, c, d),
            BoundingBoxFormat.Yxyx => (b, a, d, c),
            BoundingBoxFormat.Xywh => (a, b, a + c, b + d),
            BoundingBoxFormat.CenterXywh => (a - c / 2, b - d / 2, a + c / 2, b + d / 2),
            _ => (b - d / 2, a - c / 2, b + d / 2, a + c / 2),
        };
        var (left, top, right, bottom) = corners;
        if (IsRelative(source) != IsRelative(target))
        {
            if (height is not { } high || width is not { } wide)
            {
                throw new ArgumentException(
                    $"BoundingBoxes.Convert needs the size of the image between {source} and {target}, but received height {height} " +
                    $"and width {width}. " +
                    "Give both, in pixels.");
            }
            (left, top, right, bottom) = IsRelative(source)
                ? (left * wide, top * high, right * wide, bottom * high)
                : (left / wide, top / high, right / wide, bottom / high);
        }
        return Base(target) switch
        {
            BoundingBoxFormat.Xyxy => Joined(left, top, right, bottom),
            BoundingBoxFormat.Yxyx => Joined(top, left, bottom, right),
            BoundingBoxFormat.Xywh => Joined(left, top, right - left, bottom - top),
            BoundingBoxFormat.CenterXywh => Joined(left + (right - left) / 2, top + (bottom - top) / 2, right - left, bottom - top),
            _ => Joined(top + (bottom - top) / 2, left + (right - left) / 2, bottom - top, right - left),
        };
    }

    /// <summary>Boxes cut off at the border of the image. Keras: <c>clip_to_image_size</c>.</summary>
    /// <param name="boxes">(..., 4).</param>
    /// <param name="height">The image's height in pixels; not used for relative boxes.</param>
    /// <param name="width">The image's width in pixels; not used for relative boxes.</param>
    /// <param name="format">Xyxy or RelativeXyxy.</param>
    /// <exception cref="ArgumentException">The format is another one, or the size is missing.</exception>
    public static Tensor ClipToImageSize(
        Tensor boxes, double? height = null, double? width = null, BoundingBoxFormat format = BoundingBoxFormat.Xyxy)
    {
        var (high, wide) = format switch
        {
            BoundingBoxFormat.RelativeXyxy => (1, 1),
            BoundingBoxFormat.Xyxy when height is { } rows && width is { } columns => (rows, columns),
            BoundingBoxFormat.Xyxy =>
                throw new ArgumentException(
                    "BoundingBoxes.ClipToImageSize needs the height and the width of the image for boxes in pixels. Give both."),
            _ => throw new ArgumentException(
                $"BoundingBoxes.ClipToImageSize takes boxes as Xyxy or RelativeXyxy, but received {format}. Convert them first."),
        };
        var (left, top, right, bottom) = Parts(boxes, "ClipToImageSize");
        return Joined(left.Clip(0, wide), top.Clip(0, high), right.Clip(0, wide), bottom.Clip(0, high));
    }

    /// <summary>Boxes cut off at the border of the image; the labels of those of which nothing is left become -1. Keras:
    /// <c>clip_to_image_size</c>.</summary>
    /// <param name="boxes">(..., 4).</param>
    /// <param name="labels">(...), one per box.</param>
    /// <param name="height">The image's height in pixels; not used for relative boxes.</param>
    /// <param name="width">The image's width in pixels; not used for relative boxes.</param>
    /// <param name="format">Xyxy or RelativeXyxy.</param>
    /// <exception cref="ArgumentException">The format is another one, or the size is missing.</exception>
    public static (Tensor Boxes, Tensor Labels) ClipToImageSize(
        Tensor boxes, Tensor labels, double? height = null, double? width = null, BoundingBoxFormat format = BoundingBoxFormat.Xyxy)
    {
        var clipped = ClipToImageSize(boxes, height, width, format);
        return (clipped, Tensor.Where(Area(clipped) > 0, labels, Tensor.Full(Shape.Scalar, -1, labels.DType)));
    }

    /// <summary>Boxes as they lie in a part of the image, cut off at its border. Keras: <c>crop</c>.</summary>
    /// <param name="boxes">(..., 4), left, top, right, bottom in pixels.</param>
    /// <param name="top">Rows left out above.</param>
    /// <param name="left">Columns left out on the left.</param>
    /// <param name="height">Rows kept.</param>
    /// <param name="width">Columns kept.</param>
    public static Tensor Crop(Tensor boxes, double top, double left, double height, double width) =>
        ClipToImageSize(Moved(boxes, -left, -top, "Crop"), height, width);

    /// <summary>Boxes as they lie in the image with more around it. Keras: <c>pad</c>.</summary>
    /// <param name="boxes">(..., 4), left, top, right, bottom in pixels.</param>
    /// <param name="top">Rows added above.</param>
    /// <param name="left">Columns added on the left.</param>
    public static Tensor Pad(Tensor boxes, double top, double left) => Moved(boxes, left, top, "Pad");

    /// <summary>
    /// The boxes around what boxes become when each image is rotated, moved, scaled and sheared about a point: the upright box
    /// around the four moved corners. Keras: <c>affine_transform</c>.
    /// </summary>
    /// <param name="boxes">(batch, boxes, 4), left, top, right, bottom in pixels.</param>
    /// <param name="angle">(batch), degrees.</param>
    /// <param name="translateX">(batch), parts of width - 1.</param>
    /// <param name="translateY">(batch), parts of height - 1.</param>
    /// <param name="scale">(batch), factors.</param>
    /// <param name="shearX">(batch), degrees.</param>
    /// <param name="shearY">(batch), degrees.</param>
    /// <param name="height">The images' height in pixels.</param>
    /// <param name="width">The images' width in pixels.</param>
    /// <param name="centerX">The point, as a part of width - 1.</param>
    /// <param name="centerY">The point, as a part of height - 1.</param>
    /// <exception cref="ShapeException">The boxes have not three axes.</exception>
    public static Tensor AffineTransform(
        Tensor boxes, Tensor angle, Tensor translateX, Tensor translateY, Tensor scale, Tensor shearX, Tensor shearY, double height,
        double width,
        double centerX = 0.5, double centerY = 0.5)
    {
        if (boxes.Rank != 3)
        {
            throw new ShapeException(
                $"BoundingBoxes.AffineTransform expects boxes (batch, boxes, 4), but received shape {boxes.Shape}. Add the missing axis.");
        }
        var (left, top, right, bottom) = Parts(boxes, "AffineTransform");
        var (turn, leanX, leanY) = (Radians(-angle), Radians(-shearX), Radians(-shearY));
        var (cx, cy) = (centerX * (width - 1), centerY * (height - 1));
        var (cxMoved, cyMoved) = (cx - Column(translateX) * (width - 1), cy - Column(translateY) * (height - 1));
        // The inverse of rotation, shear and scale: [[a0, a1, a2], [b0, b1, b2]].
        var a = (turn - leanY).Cos() / leanY.Cos();
        var b = a * leanX.Tan() + turn.Sin();
        var c = -(turn - leanY).Sin() / leanY.Cos();
        var d = turn.Cos() - c * leanX.Tan();
        var factor = Column(scale);
        var (a0, a1, b0, b1) = (d * factor, -b * factor, -c * factor, a * factor);
        var (a2, b2) = (cx - a0 * cxMoved - a1 * cyMoved, cy - b0 * cxMoved - b1 * cyMoved);
        // Each (batch, boxes, 1); the corners side by side.
        Tensor[] x = [left, right, right, left], y = [top, top, bottom, bottom];
        var xs = Tensor.Concat([.. x.Zip(y, (px, py) => a0 * px + a1 * py + a2)], -1);
        var ys = Tensor.Concat([.. x.Zip(y, (px, py) => b0 * px + b1 * py + b2)], -1);
        return Joined(xs.Min(-1, true), ys.Min(-1, true), xs.Max(-1, true), ys.Max(-1, true));

        // (batch) -> (batch, 1, 1), so that it meets the parts of the boxes.
        static Tensor Column(Tensor values) => Floats(values).Reshape(-1, 1, 1);

        static Tensor Radians(Tensor degrees) => Column(degrees) * (Math.PI / 180);
    }

    private static Tensor Moved(Tensor boxes, double right, double down, string who)
    {
        var (x1, y1, x2, y2) = Parts(boxes, who);
        return Joined(x1 + right, y1 + down, x2 + right, y2 + down);
    }

    private static bool IsRelative(BoundingBoxFormat format) => format >= BoundingBoxFormat.RelativeXyxy;

    private static BoundingBoxFormat Base(BoundingBoxFormat format) => format switch
    {
        BoundingBoxFormat.RelativeXyxy => BoundingBoxFormat.Xyxy,
        BoundingBoxFormat.RelativeYxyx => BoundingBoxFormat.Yxyx,
        BoundingBoxFormat.RelativeXywh => BoundingBoxFormat.Xywh,
        BoundingBoxFormat.RelativeCenterXywh => BoundingBoxFormat.CenterXywh,
        _ => format,
    };

    private static Tensor Floats(Tensor values) => values.DType.IsFloat() ? values : values.ToFloat32();

    // Each (..., 1).
    private static (Tensor, Tensor, Tensor, Tensor) Parts(Tensor boxes, string who)
    {
        if (boxes.Rank == 0 || boxes.Shape[^1] != 4)
        {
            throw new ShapeException(
                $"BoundingBoxes.{who} expects boxes of four numbers, (..., 4), but received shape {boxes.Shape}. " +
                "Put the numbers on the last axis.");
        }
        var parts = Floats(boxes).Split(4, -1);
        return (parts[0], parts[1], parts[2], parts[3]);
    }

    private static Tensor Joined(params IReadOnlyList<Tensor> parts) => Tensor.Concat(parts, -1);

    private static Tensor Area(Tensor corners)
    {
        var (a, b, c, d) = Parts(corners, "Area");
        return ((c - a) * (d - b)).Squeeze(-1);
    }
}
