namespace Cornea.Losses;

/// <summary>
/// How wrong a prediction is. Keras: <c>keras.losses</c>, <c>losses/loss.py</c>. A loss computes one value per sample
/// (<see cref="Values"/>), weights them and reduces them to one number (<see cref="Call"/>).
/// </summary>
[Configurable(ClassKind.Loss, "keras.losses")]
public abstract partial class Loss
{
    /// <summary>What Keras adds where a division or a logarithm could meet 0: 1e-7.</summary>
    protected const double Epsilon = 1e-7;

    /// <summary>Initializes a loss.</summary>
    /// <param name="name">Its name in logs.</param>
    /// <param name="reduction">How the values become one number.</param>
    protected Loss(string name, Reduction reduction = Reduction.SumOverBatchSize) => (Name, Reduction) = (name, reduction);

    /// <summary>The name in logs, such as <c>mean_squared_error</c>.</summary>
    public string Name { get; }

    /// <summary>How the values become one number.</summary>
    public Reduction Reduction { get; init; }

    /// <summary>One value per sample (usually the mean over the last axis), not reduced.</summary>
    /// <param name="yTrue">The targets.</param>
    /// <param name="yPred">The predictions.</param>
    public abstract Tensor Values(Tensor yTrue, Tensor yPred);

    /// <summary>The weighted values as one number, or one per sample where <see cref="Reduction"/> is None.</summary>
    /// <param name="yTrue">The targets; cast to the predictions' type where the formula needs it.</param>
    /// <param name="yPred">The predictions; whole numbers, bools and 16-bit floats become float32.</param>
    /// <param name="sampleWeight">A weight per value, of the values' shape or one that broadcasts to it; null for all 1.</param>
    /// <exception cref="ShapeException">The targets do not fit the predictions, or the weights do not fit the values.</exception>
    public Tensor Call(Tensor yTrue, Tensor yPred, Tensor? sampleWeight = null)
    {
        // Keras computes losses in float32 whatever a model computes in; float64 stays.
        var predictions = yPred.Cast(DTypes.Promote(yPred.DType, DType.Float32));
        var values = Values(yTrue, predictions);
        var weights = sampleWeight?.Cast(values.DType);
        if (Mask(yTrue, values) is { } mask)
            weights = Masked(weights, mask.Cast(values.DType));
        if (weights is not null)
        {
            (values, weights) = Alignment.ByBatch(values, weights);
            values = Weighted(values, weights);
        }
        return Reduce(values, weights);
    }

    /// <summary>Which values count; null for all. Values that do not count leave the divisor too.</summary>
    /// <param name="yTrue">The targets.</param>
    /// <param name="values">One value per sample.</param>
    internal virtual Tensor? Mask(Tensor yTrue, Tensor values) => null;

    /// <summary>Targets of the predictions' type and rank, checked: what most formulas start with.</summary>
    /// <param name="yTrue">The targets.</param>
    /// <param name="yPred">The predictions.</param>
    /// <param name="exactly">Whether the shapes have to be equal, with no broadcasting.</param>
    private protected (Tensor True, Tensor Pred) Align(Tensor yTrue, Tensor yPred, bool exactly = false)
    {
        var (targets, predictions) = Alignment.SameRank(yTrue.Cast(yPred.DType), yPred);
        Alignment.Check(this, yTrue, yPred, targets, predictions, exactly);
        return (targets, predictions);
    }

    /// <summary>Weights times mask; with a mean, scaled such that the divisor counts the unmasked values only.</summary>
    private Tensor Masked(Tensor? weights, Tensor mask)
    {
        if (Reduction is Reduction.SumOverBatchSize or Reduction.Mean)
            mask *= Quotient(Tensor.Full(Shape.Scalar, mask.Size, mask.DType), mask.Sum());
        if (weights is null)
            return mask;
        (mask, weights) = Alignment.ByBatch(mask, weights);
        return weights * mask;
    }

    private Tensor Weighted(Tensor values, Tensor weights)
    {
        try
        {
            return values * weights;
        }
        catch (ShapeException)
        {
            throw new ShapeException(
                $"{GetType().Name} has values of shape {values.Shape}, but received sample weights of shape {weights.Shape}. " +
                "Give one weight per sample, or one per value.");
        }
    }

    private Tensor Reduce(Tensor values, Tensor? weights)
    {
        if (Reduction == Reduction.None || values.Rank == 0 || values.Size == 0)
            return values;
        var sum = values.Sum();
        return Reduction switch
        {
            Reduction.Sum => sum,
            Reduction.MeanWithSampleWeight when weights is not null => Quotient(sum, weights.Sum()),
            _ => sum / (double)values.Size,
        };
    }

    // 0 where the divisor is 0.
    private static Tensor Quotient(Tensor a, Tensor b)
    {
        var zero = b.EqualTo(0);
        return Tensor.Where(zero, 0, a / Tensor.Where(zero, 1, b));
    }
}
