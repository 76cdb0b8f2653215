namespace Cornea;

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

    private static string NameOf(Loss loss) => loss is LogCosh { Name: "log_cosh" } ? "logcosh" : loss.Name;
}
