namespace Cornea.Losses;

/// <summary>Brings targets, predictions and weights to shapes that go together. Keras: <c>squeeze_or_expand_to_same_rank</c>.</summary>
internal static class Alignment
{
    /// <summary>
    /// The two with the same number of axes where one has a last axis of length 1 too many: that axis is dropped, or added to
    /// the other where the other has one axis only. So targets (n,) beside predictions (n, 1) never broadcast to (n, n).
    /// </summary>
    public static (Tensor A, Tensor B) SameRank(Tensor a, Tensor b) =>
        a.Rank == b.Rank + 1 && a.Shape[^1] == 1 ? (b.Rank == 1 ? (a, b.ExpandDims(-1)) : (a.Squeeze(-1), b))
        : b.Rank == a.Rank + 1 && b.Shape[^1] == 1 ? (a.Rank == 1 ? (a.ExpandDims(-1), b) : (a, b.Squeeze(-1)))
        : (a, b);

    /// <summary>Values and their weights with as many axes as the values: missing axes go last, so weights of samples are along the
    /// batch.</summary>
    public static (Tensor Values, Tensor Weights) ByBatch(Tensor values, Tensor weights)
    {
        (values, weights) = SameRank(values, weights);
        if (weights.Rank > 0 && weights.Rank < values.Rank)
            weights = weights.Reshape(new Shape([.. weights.Shape, .. Enumerable.Repeat(1, values.Rank - weights.Rank)]));
        return (values, weights);
    }

    /// <summary>Throws where targets and predictions differ in shape, saying what was probably meant.</summary>
    /// <param name="loss">The loss, for the message.</param>
    /// <param name="givenTrue">The targets as given.</param>
    /// <param name="givenPred">The predictions as given.</param>
    /// <param name="yTrue">The targets at the same rank.</param>
    /// <param name="yPred">The predictions at the same rank.</param>
    /// <param name="exactly">Whether axes of length 1 may not be broadcast.</param>
    public static void Check(Loss loss, Tensor givenTrue, Tensor givenPred, Tensor yTrue, Tensor yPred, bool exactly)
    {
        if (yTrue.Shape == yPred.Shape || (!exactly && Broadcasts(yTrue.Shape, yPred.Shape)))
            return;
        throw new ShapeException(
            $"{loss.GetType().Name} expects targets of the predictions' shape {givenPred.Shape}, but received targets of shape " +
            $"{givenTrue.Shape}. " +
            Advice(givenTrue, givenPred));
    }

    /// <summary>Throws where targets are not one-hot (or soft) labels of the predictions' shape.</summary>
    public static void CheckOneHot(Loss loss, Tensor yTrue, Tensor yPred)
    {
        if (yTrue.Shape == yPred.Shape)
            return;
        throw new ShapeException(
            $"{loss.GetType().Name} expects one-hot targets of the predictions' shape {yPred.Shape}, " +
            $"but received targets of shape {yTrue.Shape} ({yTrue.DType.Name()}). " + Advice(yTrue, yPred));
    }

    /// <summary>The class numbers without a last axis of length 1, checked to have one number per row of the predictions.</summary>
    public static Tensor Classes(Loss loss, Tensor yTrue, Tensor yPred)
    {
        var classes = yTrue.Rank == yPred.Rank && yTrue.Shape[^1] == 1 ? yTrue.Squeeze(-1) : yTrue;
        if (yPred.Rank >= 1 && classes.Shape == yPred.Shape[..^1])
            return classes;
        var advice = yTrue.Shape == yPred.Shape
            ? "These look like one-hot targets: use CategoricalCrossentropy, or their ArgMax()."
            : "Give one whole number per sample.";
        throw new ShapeException(
            $"{loss.GetType().Name} expects one class number for each row of the predictions of shape {yPred.Shape}, that is shape " +
            $"{yPred.Shape[..^1]}, " +
            $"but received targets of shape {yTrue.Shape}. {advice}");
    }

    private static string Advice(Tensor yTrue, Tensor yPred)
    {
        var classes = yPred.Rank > 0 ? yPred.Shape[^1] : 1;
        var numbers = yPred.Rank > 0 && (yTrue.Shape == yPred.Shape[..^1] || (yTrue.Rank == yPred.Rank && yTrue.Shape[^1] == 1));
        return numbers && classes > 1
            ? $"These look like class numbers: use SparseCategoricalCrossentropy, or OneHot.Encode(labels, classes: {classes})."
            : "Check the model's last layer and the labels' encoding.";
    }

    // Targets may be broadcast along axes of length 1, as in Keras; not along missing axes.
    private static bool Broadcasts(Shape a, Shape b)
    {
        if (a.Rank != b.Rank)
            return false;
        for (var i = 0; i < a.Rank; i++)
        {
            if (a[i] != b[i] && a[i] != 1 && b[i] != 1)
                return false;
        }
        return true;
    }
}
