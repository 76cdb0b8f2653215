namespace Cornea;

/// <summary>A figure followed during training, accumulated over batches in variables. Keras: <c>keras.metrics</c>.</summary>
public abstract class Metric
{
    /// <summary>Makes a metric.</summary>
    /// <param name="name">Its name in logs.</param>
    protected Metric(string name) => Name = name;

    /// <summary>The name in logs.</summary>
    public string Name { get; internal set; }

    /// <summary>The accumulators. They may be made at the first update, when shapes are known.</summary>
    public abstract IReadOnlyList<Variable> Variables { get; }

    /// <summary>The accumulators' next values after one batch.</summary>
    /// <param name="yTrue">The targets.</param>
    /// <param name="yPred">The predictions.</param>
    /// <param name="sampleWeight">A weight per sample, or null.</param>
    public abstract IReadOnlyList<Update> Update(Tensor yTrue, Tensor yPred, Tensor? sampleWeight = null);

    /// <summary>The figure as a graph over the accumulators: usually one number.</summary>
    public abstract Tensor Result();

    /// <summary>Brings the accumulators back to the start.</summary>
    public abstract void Reset();
}
