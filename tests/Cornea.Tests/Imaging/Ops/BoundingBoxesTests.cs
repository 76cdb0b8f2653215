using Shouldly;

namespace Cornea.Tests.Imaging;

// All expected numbers are worked out by hand from the formulas.
public sealed class BoundingBoxesTests
{
    private static readonly Tensor Box = Boxes(10, 20, 30, 60);

    [Theory]
    [InlineData(BoundingBoxFormat.Xyxy, 10f, 20f, 30f, 60f)]
    [InlineData(BoundingBoxFormat.Yxyx, 20f, 10f, 60f, 30f)]
    [InlineData(BoundingBoxFormat.Xywh, 10f, 20f, 20f, 40f)]
    [InlineData(BoundingBoxFormat.CenterXywh, 20f, 40f, 20f, 40f)]
    [InlineData(BoundingBoxFormat.CenterYxhw, 40f, 20f, 40f, 20f)]
    [InlineData(BoundingBoxFormat.RelativeXyxy, 0.1f, 0.1f, 0.3f, 0.3f)]
    [InlineData(BoundingBoxFormat.RelativeYxyx, 0.1f, 0.1f, 0.3f, 0.3f)]
    [InlineData(BoundingBoxFormat.RelativeXywh, 0.1f, 0.1f, 0.2f, 0.2f)]
    [InlineData(BoundingBoxFormat.RelativeCenterXywh, 0.2f, 0.2f, 0.2f, 0.2f)]
    public void Formats_convert_both_ways(BoundingBoxFormat format, float a, float b, float c, float d)
    {
        var converted = BoundingBoxes.Convert(Box, BoundingBoxFormat.Xyxy, format, height: 200, width: 100);
        converted.ToArray().ShouldBe([a, b, c, d], 1e-6);
        BoundingBoxes.Convert(converted, format, BoundingBoxFormat.Xyxy, height: 200, width: 100).ToArray()
            .ShouldBe([10, 20, 30, 60], 1e-4);
    }

    [Fact]
    public void Between_relative_formats_no_size_is_needed_and_otherwise_it_is_asked_for()
    {
        BoundingBoxes.Convert(Boxes(0.1f, 0.2f, 0.3f, 0.6f), BoundingBoxFormat.RelativeXyxy, BoundingBoxFormat.RelativeXywh).ToArray()
            .ShouldBe([0.1f, 0.2f, 0.2f, 0.4f], 1e-6);
        Should.Throw<ArgumentException>(
            () => BoundingBoxes.Convert(Box, BoundingBoxFormat.Xyxy, BoundingBoxFormat.RelativeXyxy)).Message.ShouldContain(
                "Give both, in pixels");
        Should.Throw<ShapeException>(() => BoundingBoxes.Convert(Tensor.Zeros([2, 5]), BoundingBoxFormat.Xyxy, BoundingBoxFormat.Yxyx));
    }

    [Fact]
    public void Boxes_are_cut_off_at_the_border_and_those_outside_lose_their_label()
    {
        var (boxes, labels) = BoundingBoxes.ClipToImageSize(Tensor.From([-5f, 10, 20, 30, 60, 5, 70, 9], [2, 4]), Tensor.From([3, 4]),
            height: 25, width: 50);
        boxes.ToArray().ShouldBe([0, 10, 20, 25, 50, 5, 50, 9]);
        labels.ToArray<int>().ShouldBe([3, -1]);
        BoundingBoxes.Crop(Box, top: 30, left: 15, height: 20, width: 10).ToArray().ShouldBe([0, 0, 10, 20]);
        BoundingBoxes.Pad(Box, top: 3, left: 5).ToArray().ShouldBe([15, 23, 35, 63]);
    }

    [Fact]
    public void Overlap_is_the_intersection_over_the_union()
    {
        // [0,0,2,2] and [1,1,3,3]: 1 / (4 + 4 - 1); a box of padding has no overlap to speak of.
        var first = Tensor.From([0f, 0, 2, 2, -1, -1, -1, -1], [2, 4]);
        var second = Tensor.From([1f, 1, 3, 3, 0, 0, 2, 2, 5, 5, 6, 6], [3, 4]);
        var table = BoundingBoxes.ComputeIoU(first, second, BoundingBoxFormat.Xyxy, maskValue: -1);
        table.Shape.ShouldBe([2, 3]);
        table.ToArray().ShouldBe([1f / 7, 1, 0, -1, -1, -1], 1e-6);
        BoundingBoxes.ComputeIoU(first.ExpandDims(0), second, BoundingBoxFormat.Xyxy).Shape.ShouldBe([1, 2, 3]);
    }

    [Fact]
    public void The_complete_overlap_counts_distance_and_proportions()
    {
        // iou 1/7; centres (1,1) and (2,2), diagonal² of the box around both 18: 1/7 - 2/18.
        BoundingBoxes.ComputeCIoU(Boxes(0, 0, 2, 2), Boxes(1, 1, 3, 3), BoundingBoxFormat.Xyxy).Item().ShouldBe(1f / 7 - 2f / 18, 1e-5);
        // [0,0,2,2] and [0,0,4,2]: iou 1/2, distance² 1 of 20, v = 4/π² (atan 2 - atan 1)², α = v / (v + 1/2).
        var v = 4 / (Math.PI * Math.PI) * Math.Pow(Math.Atan(2) - Math.Atan(1), 2);
        BoundingBoxes.ComputeCIoU(Boxes(0, 0, 2, 2), Boxes(0, 0, 4, 2), BoundingBoxFormat.Xyxy).Item()
            .ShouldBe((float)(0.5 - 0.05 - v * v / (v + 0.5)), 1e-5);
    }

    [Fact]
    public void Differences_from_anchors_lead_back_to_the_boxes()
    {
        var anchor = Boxes(0, 0, 10, 20);
        // Centre y 40 and 10, x 20 and 5; height 40 and 20, width 20 and 10.
        var deltas = BoundingBoxes.EncodeBoxToDeltas(anchor, Box, BoundingBoxFormat.Xyxy, BoundingBoxFormat.Xyxy,
            variance: [0.1, 0.1, 0.2, 0.2]);
        deltas.ToArray().ShouldBe([15, 15, (float)(Math.Log(2) / 0.2), (float)(Math.Log(2) / 0.2)], 1e-4);
        BoundingBoxes.DecodeDeltasToBoxes(anchor, deltas, BoundingBoxFormat.Xyxy, BoundingBoxFormat.Xyxy, variance: [0.1, 0.1, 0.2, 0.2])
            .ToArray().ShouldBe([10, 20, 30, 60], 1e-3);
        Should.Throw<ArgumentException>(
            () => BoundingBoxes.EncodeBoxToDeltas(anchor, Box, BoundingBoxFormat.Xyxy, BoundingBoxFormat.Xyxy, BoundingBoxFormat.Xyxy));
    }

    [Fact]
    public void An_affine_map_moves_the_box_around_the_corners()
    {
        Tensor zero = Tensor.From([0f]), one = Tensor.From([1f]);
        var box = Tensor.From([2f, 3, 4, 8], [1, 1, 4]);
        BoundingBoxes.AffineTransform(box, zero, zero, zero, one, zero, zero, 11, 21).ToArray().ShouldBe([2, 3, 4, 8], 1e-5);
        // Moved by a tenth of 20 columns and a fifth of 10 rows.
        BoundingBoxes.AffineTransform(box, zero, Tensor.From([0.1f]), Tensor.From([0.2f]), one, zero, zero, 11, 21).ToArray()
            .ShouldBe([4, 5, 6, 10], 1e-5);
        // A quarter turn about (10, 5) takes (2..4, 3..8) to a box as wide as that was high.
        var turned = BoundingBoxes.AffineTransform(box, Tensor.From([90f]), zero, zero, one, zero, zero, 11, 21).ToArray();
        (turned[2] - turned[0]).ShouldBe(5, 1e-4);
        (turned[3] - turned[1]).ShouldBe(2, 1e-4);
        // Twice as large about the centre: (2 - 10) * 2 + 10 = -6, (8 - 5) * 2 + 5 = 11.
        BoundingBoxes.AffineTransform(box, zero, zero, zero, Tensor.From([2f]), zero, zero, 11, 21).ToArray()
            .ShouldBe([-6, 1, -2, 11], 1e-4);
    }

    [Fact]
    public void Lists_of_boxes_get_one_length()
    {
        Tensor boxes = Tensor.From([1f, 2, 3, 4, 5, 6, 7, 8], [1, 2, 4]), labels = Tensor.From([7, 8], [1, 2]),
            images = Tensor.Ones([1, 4, 4, 3]);
        var more = new MaxNumBoundingBoxes(3).Apply([images, boxes, labels]);
        more.Count.ShouldBe(3);
        more[1].ToArray().ShouldBe([1, 2, 3, 4, 5, 6, 7, 8, -1, -1, -1, -1]);
        more[2].ToArray<int>().ShouldBe([7, 8, -1]);
        var fewer = new MaxNumBoundingBoxes(1).Apply([boxes, labels]);
        fewer[0].ToArray().ShouldBe([1, 2, 3, 4]);
        fewer[1].ToArray<int>().ShouldBe([7]);
        Should.Throw<ShapeException>(() => new MaxNumBoundingBoxes(3).Apply(boxes)).Message.ShouldContain(
            "boxes (batch, n, 4) and labels (batch, n)");
    }

    private static Tensor Boxes(params float[] numbers) => Tensor.From(numbers, [1, 4]);
}
