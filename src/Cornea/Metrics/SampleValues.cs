namespace Cornea.Metrics;

/// <summary>Values of any shape brought to one per sample. Keras: <c>reduce_to_samplewise_values</c>.</summary>
internal static class SampleValues
{
    /// <summary>Weighted values, one per sample, and the weight of each sample (null without weights).</summary>
    /// <param name="values">(samples, ...) or one number.</param>
    /// <param name="sampleWeight">Weights per sample or per value, or null.</param>
    /// <param name="reduce">How the values of a sample become one: over these axes.</param>
    public static (Tensor Values, Tensor? Weights) Of(Tensor values, Tensor? sampleWeight, Func<Tensor, int[], Tensor> reduce)
    {
        values = values.DType == DType.Float64 ? values : values.ToFloat32();
        if (sampleWeight is null)
            return (Reduced(values, 1, reduce), null);
        (values, var weights) = Alignment.SameRank(values, sampleWeight.ToFloat32());
        values = Reduced(values, weights.Rank, reduce);
        weights = weights.BroadcastTo(values.Shape);
        return (Reduced(values * weights, 1, reduce), Reduced(weights, 1, reduce));
    }

    private static Tensor Reduced(Tensor values, int from, Func<Tensor, int[], Tensor> reduce) =>
        values.Rank > from ? reduce(values, [.. Enumerable.Range(from, values.Rank - from)]) : values;
}
