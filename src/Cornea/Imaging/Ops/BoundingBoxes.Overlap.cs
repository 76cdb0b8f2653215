namespace Cornea.Imaging;

public static partial class BoundingBoxes
{
    /// <summary>
    /// The intersection over the union of each box of one list with each of another, <c>i / (a + b - i + 1e-7)</c>. Keras:
    /// <c>compute_iou</c>.
    /// </summary>
    /// <param name="boxes1">(n, 4) or (batch, n, 4).</param>
    /// <param name="boxes2">(m, 4) or (batch, m, 4).</param>
    /// <param name="format">What the four numbers are.</param>
    /// <param name="maskValue">What stands where one of the two boxes has no number of 0 or more, such as a box of padding; null to
    /// leave the
    /// quotient.</param>
    /// <param name="imageSize">Height and width in pixels: needed for relative boxes.</param>
    /// <returns>(n, m), or (batch, n, m) where one of the lists is of a batch.</returns>
    /// <exception cref="ShapeException">The lists have not two or three axes, or not four numbers a box.</exception>
    /// <exception cref="ArgumentException">The boxes are relative, and the size of the image is missing.</exception>
    public static Tensor ComputeIoU(
        Tensor boxes1, Tensor boxes2, BoundingBoxFormat format, double? maskValue = null, (double Height, double Width)? imageSize = null)
    {
        foreach (var boxes in (Tensor[])[boxes1, boxes2])
        {
            if (boxes.Rank is not (2 or 3))
            {
                throw new ShapeException(
                    $"BoundingBoxes.ComputeIoU expects boxes (n, 4) or (batch, n, 4), but received shape {boxes.Shape}. Reshape them.");
            }
        }
        // (..., n, 1, 4) and (..., 1, m, 4), which meet as (..., n, m).
        var first = Corners(boxes1, format, imageSize).ExpandDims(-2);
        var second = Corners(boxes2, format, imageSize).ExpandDims(-3);
        var overlap = Intersection(first, second);
        var ratio = overlap / (Area(first) + Area(second) - overlap + Epsilon);
        if (maskValue is not { } value)
            return ratio;
        var padding = (first.Max(-1) < 0) | (second.Max(-1) < 0);
        return Tensor.Where(padding, value, ratio);
    }

    /// <summary>
    /// The complete intersection over union of boxes with boxes, one by one: <c>iou - distance² / diagonal² - α v</c>, where v is how much
    /// the proportions differ. Its negative is a loss. Keras: <c>compute_ciou</c>.
    /// </summary>
    /// <param name="boxes1">(..., 4).</param>
    /// <param name="boxes2">(..., 4) of the same shape.</param>
    /// <param name="format">What the four numbers are.</param>
    /// <param name="imageSize">Height and width in pixels: needed for relative boxes.</param>
    /// <returns>(...).</returns>
    /// <remarks>Source: Zheng and others, "Distance-IoU loss: faster and better learning for bounding box regression", 2020.</remarks>
    /// <exception cref="ArgumentException">The boxes are relative, and the size of the image is missing.</exception>
    public static Tensor ComputeCIoU(
        Tensor boxes1, Tensor boxes2, BoundingBoxFormat format, (double Height, double Width)? imageSize = null)
    {
        var (first, second) = (Corners(boxes1, format, imageSize), Corners(boxes2, format, imageSize));
        var (left1, top1, right1, bottom1) = Parts(first, "ComputeCIoU");
        var (left2, top2, right2, bottom2) = Parts(second, "ComputeCIoU");
        var (width1, height1, width2, height2) = (right1 - left1, bottom1 - top1 + Epsilon, right2 - left2, bottom2 - top2 + Epsilon);
        var overlap = Intersection(first, second).ExpandDims(-1);
        var union = width1 * height1 + width2 * height2 - overlap + Epsilon;
        var ratio = overlap / (union + Epsilon);
        var diagonal = (Tensor.Maximum(right1, right2) - Tensor.Minimum(left1, left2)).Square()
            + (Tensor.Maximum(bottom1, bottom2) - Tensor.Minimum(top1, top2)).Square() + Epsilon;
        var distance = ((left1 + right1) / 2 - (left2 + right2) / 2).Square() + ((top1 + bottom1) / 2 - (top2 + bottom2) / 2).Square();
        var v = 4 / (Math.PI * Math.PI) * ((width2 / height2).Atan() - (width1 / height1).Atan()).Square();
        var alpha = v / (v - ratio + (1 + Epsilon));
        return (ratio - (distance / diagonal + v * alpha)).Squeeze(-1);
    }

    /// <summary>
    /// Boxes as differences from anchors, which is what a detector learns: <c>(c - cₐ) / sizeₐ</c> and <c>log(size / sizeₐ)</c>.
    /// Keras: <c>encode_box_to_deltas</c>.
    /// </summary>
    /// <param name="anchors">(..., 4).</param>
    /// <param name="boxes">(..., 4).</param>
    /// <param name="anchorFormat">What the four numbers of the anchors are.</param>
    /// <param name="boxFormat">What the four numbers of the boxes are.</param>
    /// <param name="encodingFormat">The order of the differences: CenterYxhw or CenterXywh.</param>
    /// <param name="variance">Four numbers the differences are divided by; null for none.</param>
    /// <param name="imageSize">Height and width in pixels: needed for relative boxes.</param>
    /// <exception cref="ArgumentException">The encoding is another one, or the size of the image is missing.</exception>
    public static Tensor EncodeBoxToDeltas(
        Tensor anchors, Tensor boxes, BoundingBoxFormat anchorFormat, BoundingBoxFormat boxFormat,
        BoundingBoxFormat encodingFormat = BoundingBoxFormat.CenterYxhw, IReadOnlyList<double>? variance = null,
        (double Height, double Width)? imageSize = null)
    {
        var factors = Variance(variance, encodingFormat, "EncodeBoxToDeltas");
        var from = Convert(anchors, anchorFormat, encodingFormat, imageSize?.Height, imageSize?.Width);
        var to = Convert(boxes, boxFormat, encodingFormat, imageSize?.Height, imageSize?.Width);
        var (sizes, targets) = (Tensor.Maximum(from.Narrow(-1, 2, 2), Epsilon), Tensor.Maximum(to.Narrow(-1, 2, 2), Epsilon));
        var deltas = Joined((to.Narrow(-1, 0, 2) - from.Narrow(-1, 0, 2)) / sizes, (targets / sizes).Log());
        return factors is null ? deltas : deltas / factors;
    }

    /// <summary>Boxes from their differences from anchors: the inverse of <see cref="EncodeBoxToDeltas"/>. Keras:
    /// <c>decode_deltas_to_boxes</c>.</summary>
    /// <param name="anchors">(..., 4).</param>
    /// <param name="deltas">(..., 4).</param>
    /// <param name="anchorFormat">What the four numbers of the anchors are.</param>
    /// <param name="boxFormat">What the four numbers of the boxes are to be.</param>
    /// <param name="encodedFormat">The order of the differences: CenterYxhw or CenterXywh.</param>
    /// <param name="variance">Four numbers the differences were divided by; null for none.</param>
    /// <param name="imageSize">Height and width in pixels: needed for relative boxes.</param>
    /// <exception cref="ArgumentException">The encoding is another one, or the size of the image is missing.</exception>
    public static Tensor DecodeDeltasToBoxes(
        Tensor anchors, Tensor deltas, BoundingBoxFormat anchorFormat, BoundingBoxFormat boxFormat,
        BoundingBoxFormat encodedFormat = BoundingBoxFormat.CenterYxhw, IReadOnlyList<double>? variance = null,
        (double Height, double Width)? imageSize = null)
    {
        var factors = Variance(variance, encodedFormat, "DecodeDeltasToBoxes");
        var from = Convert(anchors, anchorFormat, encodedFormat, imageSize?.Height, imageSize?.Width);
        var sizes = from.Narrow(-1, 2, 2);
        var scaled = factors is null ? deltas : deltas * factors;
        var boxes = Joined(scaled.Narrow(-1, 0, 2) * sizes + from.Narrow(-1, 0, 2), scaled.Narrow(-1, 2, 2).Exp() * sizes);
        return Convert(boxes, encodedFormat, boxFormat, imageSize?.Height, imageSize?.Width);
    }

    private static Tensor? Variance(IReadOnlyList<double>? variance, BoundingBoxFormat encoding, string who)
    {
        if (encoding is not (BoundingBoxFormat.CenterYxhw or BoundingBoxFormat.CenterXywh))
        {
            throw new ArgumentException(
                $"BoundingBoxes.{who} encodes as CenterYxhw or CenterXywh, but received {encoding}. Choose one of them.");
        }
        return variance is null or { Count: 4 }
            ? variance is null ? null : Tensor.From([.. variance.Select(value => (float)value)])
            : throw new ArgumentException(
                $"BoundingBoxes.{who} expects four variances, but received {variance.Count}. Give one per number of a box.");
    }

    private static Tensor Corners(Tensor boxes, BoundingBoxFormat format, (double Height, double Width)? size) =>
        Convert(boxes, format, BoundingBoxFormat.Xyxy, size?.Height, size?.Width);

    private static Tensor Intersection(Tensor first, Tensor second)
    {
        var (left1, top1, right1, bottom1) = Parts(first, "ComputeIoU");
        var (left2, top2, right2, bottom2) = Parts(second, "ComputeIoU");
        var width = Tensor.Maximum(Tensor.Minimum(right1, right2) - Tensor.Maximum(left1, left2), 0);
        var height = Tensor.Maximum(Tensor.Minimum(bottom1, bottom2) - Tensor.Maximum(top1, top2), 0);
        return (width * height).Squeeze(-1);
    }
}
