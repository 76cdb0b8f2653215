namespace Cornea.Metrics;

/// <summary>A loss as a metric: the mean of its values over the samples.</summary>
internal sealed class LossMetric : MeanMetric
{
    private readonly Loss _loss;

    public LossMetric(Loss loss) : base(NameOf(loss), higherIsBetter: loss is CosineSimilarity) => _loss = loss;

    // Cosine similarity is negated as a loss, so that lower is better; as a metric it is the similarity itself.
    protected override Tensor Values(Tensor yTrue, Tensor yPred)
    {
        var values = _loss.Values(yTrue, yPred.DType.IsFloat() ? yPred : yPred.ToFloat32());
        return _loss is CosineSimilarity ? -values : values;
    }

    // As in Keras, values that the loss ignores leave the count only where samples are weighted.
    private protected override Tensor Weights(Tensor yTrue, Tensor values, Tensor sampleWeight)
    {
        if (_loss.Mask(yTrue, values) is not { } mask)
            return sampleWeight;
        var (counted, weights) = Alignment.SameRank(mask.ToFloat32(), sampleWeight.ToFloat32());
        return weights * counted;
    }

    private static string NameOf(Loss loss) => loss is LogCosh { Name: "log_cosh" } ? "logcosh" : loss.Name;
}
