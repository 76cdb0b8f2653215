namespace Cornea.Onnx;

/// <summary>Pictures read at positions of a grid.</summary>
internal static class GridOperators
{
    public static IEnumerable<OperatorEntry> Entries =>
    [
        OperatorEntry.Of("GridSample", 16, "align_corners mode padding_mode", Sample),
    ];

    private static Tensor Sample(OperatorCall call)
    {
        var (given, grid) = (call[0], call[1].Cast(DType.Float32));
        var rank = given.Rank - 2;
        if (rank < 1 || grid.Rank != rank + 2 || grid.Shape[^1] != rank || grid.Shape[0] != given.Shape[0])
            throw call.Fault($"a grid of shape {grid.Shape} has no positions in {given.Shape}");
        var mode = call.Text("mode", call.Opset < 20 ? "bilinear" : "linear");
        var padding = call.Text("padding_mode", "zeros");
        var taps = mode switch
        {
            "nearest" => 1,
            "linear" or "bilinear" => 2,
            "cubic" or "bicubic" => 4,
            _ => throw call.Fault($"the mode '{mode}' is not known", "mode"),
        };
        if (padding is not ("zeros" or "border" or "reflection"))
            throw call.Fault($"the padding mode '{padding}' is not known", "padding_mode");
        var (rows, channels, places) = (given.Shape[0], given.Shape[1], grid.Shape[1..^1].Size);
        // A position is (x, y, ...): the last axis of the picture comes first.
        var axes = Enumerable.Range(0, rank).Select(axis => GridAxis.Of(
            grid.Narrow(-1, rank - 1 - axis, 1).Reshape(rows, places), given.Shape[axis + 2], taps, padding,
            call.Int("align_corners", 0) == 1)).ToArray();
        var real = DTypes.Promote(given.DType, DType.Float32);
        var picture = given.Cast(real).MoveAxis(1, -1).Reshape(rows * given.Shape[2..].Size, channels);
        var first = (Tensor.Arange(rows, DType.Int64) * given.Shape[2..].Size).Reshape(rows, 1);
        Tensor? sum = null;
        foreach (var tap in Combinations(taps, rank))
        {
            var index = Tensor.Zeros([rows, places], DType.Int64);
            Tensor? weight = null;
            for (var axis = 0; axis < rank; axis++)
            {
                var (at, share) = axes[axis].Taps[tap[axis]];
                index = index * given.Shape[axis + 2] + at;
                weight = weight is null ? share : weight * share;
            }
            var part = picture.Gather(index + first) * weight!.Cast(real).ExpandDims(-1);
            sum = sum is null ? part : sum + part;
        }
        return sum!.MoveAxis(-1, 1).Reshape(new Shape([rows, channels, .. grid.Shape[1..^1]])).Cast(given.DType);
    }

    // The tap of each axis, for each element that a position is made of.
    private static IEnumerable<int[]> Combinations(int taps, int rank) =>
        Enumerable.Range(0, (int)Math.Pow(taps, rank)).Select(number =>
        {
            var tap = new int[rank];
            for (var axis = rank - 1; axis >= 0; axis--)
                (tap[axis], number) = (number % taps, number / taps);
            return tap;
        });
}
