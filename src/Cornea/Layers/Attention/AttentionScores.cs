namespace Cornea.Layers;

/// <summary>What the attention layers share: inputs, masks, weights.</summary>
internal static class AttentionScores
{
    public static (Tensor Query, Tensor Value, Tensor Key) Split(Layer layer, Tensors inputs) => inputs.Count is 2 or 3
        ? (inputs[0], inputs[1], inputs[inputs.Count - 1])
        : throw new ShapeException(
            $"{layer} expects the inputs [query, value] or [query, value, key], but received {inputs.Count}. Pass them together.");

    /// <summary>Sums of tanh(scale (query + key)), [batch, queries, keys].</summary>
    public static Tensor Sums(Tensor query, Tensor key, Tensor? scale)
    {
        var sums = query.ExpandDims(2) + key.ExpandDims(1);
        return (scale is null ? sums : sums * scale).Tanh().Sum(-1);
    }

    /// <summary>The weighted mean of the values, and the weights; scores times <paramref name="unit"/>: [batch, queries, keys].</summary>
    public static (Tensor Result, Tensor Weights) Apply(
        Tensor scores, double unit, Tensor query, Tensor value, bool causal, double dropout, int? seed, CallContext context)
    {
        Tensor? mask = context.MaskOf(value)?.ExpandDims(1);
        if (causal)
            mask = And(mask, Causal(scores.Shape[^2], scores.Shape[^1]).ExpandDims(0));
        var weights = Weights(scores, unit, mask);
        if (context.Training && dropout > 0)
            weights = Dropout.Drop(weights, dropout, weights.Shape, context, seed);
        var result = Tensor.MatMul(weights, value);
        return (context.MaskOf(query) is { } counts ? result * counts.Cast(result.DType).ExpandDims(-1) : result, weights);
    }

    /// <summary>The softmax over the keys; keys that a mask leaves out get next to no weight, as in Keras.</summary>
    /// <param name="scores">The scores times <paramref name="unit"/>.</param>
    /// <param name="unit">What they were multiplied by.</param>
    /// <param name="mask">True where a key counts; null for all.</param>
    public static Tensor Weights(Tensor scores, double unit, Tensor? mask) =>
        (mask is null ? scores : scores + (1 - mask.Cast(scores.DType)) * (Excluded(scores.DType) * unit)).Softmax(-1, 1 / unit);

    /// <summary>What is added to the score of an element that is left out: next to nothing remains of it, and nothing overflows.</summary>
    public static double Excluded(DType dtype) => dtype == DType.Float16 ? -3e4 : -1e9;

    /// <summary>True where a key stands at or before a query, [queries, keys].</summary>
    /// <remarks>Positions are float32, which vectors compare.</remarks>
    public static Tensor Causal(int queries, int keys) =>
        Tensor.Arange(queries, DType.Float32).ExpandDims(1) >= Tensor.Arange(keys, DType.Float32).ExpandDims(0);

    public static Tensor? And(Tensor? a, Tensor? b) => a is null ? b : b is null ? a : a & b;
}
