namespace Cornea;

/// <summary>How wrong a prediction is. Keras: <c>keras.losses</c>.</summary>
public abstract class Loss
{
    /// <summary>The name in logs, such as <c>mean_squared_error</c>.</summary>
    public abstract string Name { get; }

    /// <summary>How the values become one number.</summary>
    public Reduction Reduction { get; init; } = Reduction.SumOverBatchSize;

    /// <summary>One value per sample (usually the mean over the last axis), not reduced.</summary>
    /// <param name="yTrue">The targets.</param>
    /// <param name="yPred">The predictions.</param>
    public abstract Tensor Values(Tensor yTrue, Tensor yPred);
}
