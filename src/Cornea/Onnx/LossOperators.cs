namespace Cornea.Onnx;

/// <summary>Losses of classes, which files of networks in training hold.</summary>
internal static class LossOperators
{
    public static IEnumerable<OperatorEntry> Entries =>
    [
        new OperatorEntry("SoftmaxCrossEntropyLoss", 12, "ignore_index reduction", call =>
        {
            var logarithms = call[0].MoveAxis(1, -1).LogSoftmax().MoveAxis(-1, 1);
            return [Loss(call, logarithms), logarithms];
        }),
        OperatorEntry.Of("NegativeLogLikelihoodLoss", 12, "ignore_index reduction", call => Loss(call, call[0])),
    ];

    private static Tensor Loss(OperatorCall call, Tensor logarithms)
    {
        if (logarithms.Rank < 2 || call[1].Rank != logarithms.Rank - 1)
            throw call.Fault($"scores {logarithms.Shape} and classes {call[1].Shape} do not belong together");
        var classes = call[1].Cast(DType.Int64);
        var seen = call.Has("ignore_index") ? classes.NotEqualTo(call.Required("ignore_index")) : null;
        var safe = seen is null ? classes : Tensor.Where(seen, classes, 0);
        var losses = -logarithms.MoveAxis(1, -1).TakeAlong(safe.ExpandDims(-1), -1).Squeeze(-1);
        var weights = call.Optional(2) is { } each ? each.Gather(safe) : Tensor.Ones(losses.Shape, losses.DType);
        if (seen is not null)
            weights = Tensor.Where(seen, weights, 0);
        var weighted = losses * weights;
        return call.Text("reduction", "mean") switch
        {
            "none" => weighted,
            "sum" => weighted.Sum(),
            "mean" => weighted.Sum() / weights.Sum(),
            var other => throw call.Fault($"reduction '{other}' is not known", "reduction"),
        };
    }
}
