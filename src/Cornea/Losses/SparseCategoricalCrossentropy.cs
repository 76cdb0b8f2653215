namespace Cornea.Losses;

/// <summary>
/// Minus log(p) of the right class, which the target gives as a whole number from 0. Probabilities are divided by their
/// sum and limited to 1e-7 to 1 - 1e-7 (so a value is at most 16.1); from logits log(p) is the log-softmax, without
/// limits, and so it is where the predictions are a softmax (see <see cref="CategoricalCrossentropy"/>). A class number outside 0 to
/// classes - 1 makes its value NaN. Targets (batch, ...) or (batch, ..., 1) and
/// predictions (batch, ..., classes) give values (batch, ...). Source: Keras <c>losses/losses.py</c>.
/// </summary>
/// <param name="fromLogits">Whether predictions are logits (any number) and not probabilities.</param>
/// <param name="ignoreClass">A class number whose samples do not count, not even in the divisor; often -1 or 255. Null for none.</param>
/// <param name="axis">The axis of the predictions that the classes stand along.</param>
/// <param name="reduction">How the values become one number.</param>
/// <param name="name">Its name in logs.</param>
public sealed class SparseCategoricalCrossentropy(
    bool fromLogits = false, int? ignoreClass = null, int axis = -1,
    Reduction reduction = Reduction.SumOverBatchSize, string name = "sparse_categorical_crossentropy")
    : Loss(name, reduction)
{
    /// <summary>Whether predictions are logits (any number) and not probabilities.</summary>
    public bool FromLogits { get; } = fromLogits;

    /// <summary>A class number whose samples do not count, not even in the divisor; often -1 or 255. Null for none.</summary>
    public int? IgnoreClass { get; } = ignoreClass;

    /// <summary>The axis of the predictions that the classes stand along.</summary>
    [OmitDefault]
    public int Axis { get; } = axis;

    /// <inheritdoc/>
    public override Tensor Values(Tensor yTrue, Tensor yPred)
    {
        if (yPred.Rank > 0 && yPred.Shape.Axis(Axis) != yPred.Rank - 1)
            yPred = yPred.MoveAxis(Axis, -1);
        // t: [batch, ...]; p and the mask of the right class: [batch, ..., classes].
        var t = Alignment.Classes(this, yTrue, yPred).Cast(DType.Int32);
        var right = t.ExpandDims(-1).EqualTo(Tensor.Arange(yPred.Shape[^1]));
        var logarithms = CategoricalCrossentropy.LogProbabilities(yPred, FromLogits, -1);
        var values = -Tensor.Where(right, logarithms, 0).Sum(-1);
        values = Tensor.Where((t < 0) | (t >= yPred.Shape[^1]), double.NaN, values);
        return IgnoreClass is { } ignored ? Tensor.Where(t.EqualTo(ignored), 0, values) : values;
    }

    /// <inheritdoc/>
    internal override Tensor? Mask(Tensor yTrue, Tensor values) =>
        IgnoreClass is { } ignored ? yTrue.Reshape(values.Shape).NotEqualTo(ignored) : null;
}
