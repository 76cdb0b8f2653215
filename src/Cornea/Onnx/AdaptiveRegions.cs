namespace Cornea.Onnx;

/// <summary>
/// RoiAlign whose number of points in each part of a region follows from the region's size: one for each element or less.
/// </summary>
/// <remarks>
/// Points lie half an element or more apart, and those outside of the picture count without adding anything. So the points inside are at
/// most 2 · length + 3 along an axis, whatever the regions are. Source: He and others, "Mask R-CNN", 2017; https://onnx.ai.
/// </remarks>
internal static class AdaptiveRegions
{
    /// <summary>Computes the operator where its sampling_ratio is 0.</summary>
    public static Tensor Align(OperatorCall call)
    {
        var (x, regions, rows) = (call[0], call[1], call[2].Cast(DType.Int64));
        var (high, wide) = (call.Int("output_height", 1), call.Int("output_width", 1));
        ShapeOperators.Made(call, [regions.Shape[0], high, wide, x.Shape[1]]);
        var half = call.Text("coordinate_transformation_mode", call.Opset < 16 ? "output_half_pixel" : "half_pixel") == "half_pixel";
        var corners = (regions * call.Float("spatial_scale", 1) - (half ? 0.5 : 0)).Cast(DType.Float32);
        var (down, across) = (new Line(corners, 1, high, x.Shape[2], half), new Line(corners, 0, wide, x.Shape[3], half));
        var result = call.Text("mode", "avg") switch
        {
            "avg" => Mean(x, rows, down, across),
            "max" => Largest(x, rows, down, across),
            var other => throw call.Fault($"mode '{other}' is not known", "mode"),
        };
        return result.MoveAxis(-1, 1).Cast(x.DType);
    }

    // The mean of points on a grid is a product of one matrix for each axis; column after column, so that nothing larger than the result
    // and the picture is kept.
    private static Tensor Mean(Tensor x, Tensor rows, Line down, Line across)
    {
        var (pictures, channels, height, regions) = (x.Shape[0], x.Shape[1], x.Shape[2], rows.Size);
        var own = rows.Reshape(regions, 1, 1, 1).EqualTo(Tensor.Arange(pictures, DType.Int64).Reshape(1, 1, pictures, 1));
        var shares = Tensor.Where(own, down.Shares().ExpandDims(2), 0).Reshape(regions * down.Parts, pictures * height);
        var columns = x.Cast(DType.Float32).Transpose(3, 0, 2, 1).Reshape(x.Shape[3], pictures * height, channels);
        var begin = Tensor.Zeros([regions, down.Parts, across.Parts, channels]);
        return Scan.Run([begin], [columns, across.Shares().MoveAxis(2, 0)], (carry, column) =>
        {
            var part = Tensor.MatMul(shares, column[0]).Reshape(regions, down.Parts, 1, channels);
            return ([carry[0] + part * column[1].Reshape(regions, 1, across.Parts, 1)], []);
        }).Carries[0];
    }

    private static Tensor Largest(Tensor x, Tensor rows, Line down, Line across)
    {
        var (channels, height, width, regions) = (x.Shape[1], x.Shape[2], x.Shape[3], rows.Size);
        var picture = x.Cast(DType.Float32).MoveAxis(1, -1).Reshape(x.Shape[0] * height * width, channels);
        var begin = Tensor.Full([regions, down.Parts, across.Parts, channels], double.NegativeInfinity);
        // A point outside of the picture is a point of 0.
        var beyond = (down.HasOutside().ExpandDims(2) | across.HasOutside().ExpandDims(1)).ExpandDims(-1);
        begin = Tensor.Where(beyond, 0, begin);
        var found = Ops.ForiLoop(0, down.Points * across.Points, (step, carry) =>
        {
            var (y, isRow) = down.At(step.FloorDivide(across.Points));
            var (at, isColumn) = across.At(step % across.Points);
            var isPoint = (isRow.ExpandDims(2) & isColumn.ExpandDims(1)).ExpandDims(-1);
            var best = carry[0];
            foreach (var (row, rowShare) in RegionOperators.Between(y, height))
            {
                foreach (var (column, columnShare) in RegionOperators.Between(at, width))
                {
                    var place = (rows.Reshape(regions, 1, 1) * height + row.ExpandDims(2)) * width + column.ExpandDims(1);
                    var part = picture.Gather(place) * (rowShare.ExpandDims(2) * columnShare.ExpandDims(1)).ExpandDims(-1);
                    best = Tensor.Where(isPoint, Tensor.Maximum(best, part), best);
                }
            }
            return [best];
        }, begin)[0];
        return Tensor.Where(found.EqualTo(double.NegativeInfinity), 0, found);
    }

    /// <summary>The parts of all regions along an axis.</summary>
    private sealed class Line
    {
        private readonly int _length;
        // (regions, parts): where a part begins, how far its points are apart, how many there are, and which is the first inside.
        private readonly Tensor _begin, _apart, _count, _first;

        public Line(Tensor corners, int axis, int parts, int length, bool half)
        {
            (Parts, _length) = (parts, length);
            var (start, end) = (corners.Narrow(1, axis, 1), corners.Narrow(1, axis + 2, 1));
            var size = (half ? end - start : Tensor.Maximum(end - start, 1)) / parts;
            _begin = start + size * Tensor.Arange(parts, DType.Float32).ExpandDims(0);
            _count = size.Ceiling().BroadcastTo(_begin.Shape);
            _apart = (size / Tensor.Maximum(size.Ceiling(), 1)).BroadcastTo(_begin.Shape);
            _first = Tensor.Maximum(((-1 - _begin) / Tensor.Where(_apart > 0, _apart, 1) - 0.5).Ceiling(), 0);
        }

        public int Parts { get; }

        public int Points => 2 * _length + 3;

        /// <summary>A point of each part: its position, and whether there is one inside.</summary>
        public (Tensor Position, Tensor Is) At(Tensor number)
        {
            var point = _first + number.Cast(DType.Float32);
            var position = _begin + (point + 0.5) * _apart;
            return (position, (point < _count) & (position >= -1) & (position <= _length));
        }

        /// <summary>Whether a part has a point outside of the picture.</summary>
        public Tensor HasOutside()
        {
            var last = _begin + (_count - 0.5) * _apart;
            return (_count > 0) & ((_begin + 0.5 * _apart < -1) | (last > _length));
        }

        /// <summary>How much each element adds to the mean of each part's points, (regions, parts, length).</summary>
        public Tensor Shares()
        {
            var elements = Tensor.Arange(_length, DType.Int64);
            var sum = Ops.ForiLoop(0, Points, (step, carry) =>
            {
                var (position, isPoint) = At(step);
                var all = carry[0];
                foreach (var (place, share) in RegionOperators.Between(position, _length))
                {
                    all += Tensor.Where(place.ExpandDims(-1).EqualTo(elements), Tensor.Where(isPoint, share, 0).ExpandDims(-1), 0);
                }
                return [all];
            }, Tensor.Zeros([_begin.Shape[0], Parts, _length]))[0];
            return sum / Tensor.Maximum(_count, 1).ExpandDims(-1);
        }
    }
}
