namespace Cornea.Metrics;

/// <summary>
/// A metric followed during training, accumulated over batches in variables, so that it does not depend on the batch size.
/// A loss converts to the metric that is its mean. Keras: <c>keras.metrics.Metric</c>.
/// </summary>
[Configurable(ClassKind.Metric, "keras.metrics")]
public abstract partial class Metric
{
    private readonly List<Variable> _variables = [];

    /// <summary>Initializes the metric.</summary>
    /// <param name="name">Its name in logs.</param>
    /// <param name="higherIsBetter">Whether training should raise it; null where neither way is better.</param>
    protected Metric(string name, bool? higherIsBetter = null) => (Name, HigherIsBetter) = (name, higherIsBetter);

    /// <summary>The name in logs.</summary>
    public string Name { get; set; }

    /// <summary>The element type of its accumulators.</summary>
    public virtual DType DType => DType.Float32;

    /// <summary>Whether training should raise it (accuracy), lower it (an error), or neither (null): what callbacks go by.</summary>
    public bool? HigherIsBetter { get; }

    /// <summary>The accumulators, zero at the start. They may be made at the first update, when shapes are known.</summary>
    public IReadOnlyList<Variable> Variables => _variables;

    /// <summary>The mean of a loss over the samples, under the name that Keras gives the metric of the same formula.</summary>
    /// <param name="loss">The loss.</param>
    public static implicit operator Metric(Loss loss) => new LossMetric(loss);

    /// <summary>The accumulators' next values after one batch.</summary>
    /// <param name="yTrue">The targets.</param>
    /// <param name="yPred">The predictions.</param>
    /// <param name="sampleWeight">A weight per sample, or null.</param>
    public abstract IReadOnlyList<Update> Update(Tensor yTrue, Tensor yPred, Tensor? sampleWeight = null);

    /// <summary>The metric as a graph over the accumulators: usually one number.</summary>
    /// <exception cref="InvalidOperationException">The accumulators are not made yet.</exception>
    public abstract Tensor Result();

    /// <summary>Brings the accumulators back to zero.</summary>
    public void Reset()
    {
        foreach (var variable in _variables)
            variable.Assign(Tensor.Zeros(variable.Shape, variable.DType));
    }

    /// <summary>Makes an accumulator of zeros.</summary>
    /// <param name="shape">Its shape.</param>
    /// <param name="name">Its name.</param>
    /// <param name="dtype">Its element type.</param>
    protected Variable AddVariable(Shape shape, string name, DType dtype = DType.Float32)
    {
        var variable = new Variable(Tensor.Zeros(shape, dtype), name, trainable: false);
        _variables.Add(variable);
        return variable;
    }

    /// <summary>The update that adds to an accumulator.</summary>
    private protected static Update Added(Variable variable, Tensor value) => new(variable, variable.Value + value.Cast(variable.DType));

    /// <summary>a / b, and 0 where b is 0.</summary>
    private protected static Tensor Quotient(Tensor a, Tensor b) => Tensor.Where(b.EqualTo(0), 0.0, a / b);

    /// <summary>The class and name for messages.</summary>
    private protected string Title => $"{GetType().Name} '{Name}'";

    private protected InvalidOperationException NoUpdateYet() =>
        new($"{Title} learns the number of classes from its first batch, so it has no result before. Call Update first.");
}
