namespace Cornea.Optimizers;

/// <summary>
/// One step of an optimizer as a graph in the making: what it may read, and where it puts the next values. What is the same
/// for all weights is one scalar tensor, made once, so that each weight is left with a short elementwise chain.
/// </summary>
public sealed class OptimizerStep
{
    private readonly List<Update> _updates = [];

    internal OptimizerStep(Tensor learningRate, Tensor number, IReadOnlyList<WeightStep> weights) =>
        (LearningRate, Number, Weights) = (learningRate, number, weights);

    /// <summary>The learning rate of this step: float32, shape <c>()</c>.</summary>
    public Tensor LearningRate { get; }

    /// <summary>1 in the first step, 2 in the second, ...: float32, or float64 where weights are; shape <c>()</c>.</summary>
    public Tensor Number { get; }

    /// <summary>The weights that have a gradient.</summary>
    public IReadOnlyList<WeightStep> Weights { get; }

    internal List<Update> Updates => _updates;

    /// <summary>Sets the next value of a weight or of a slot.</summary>
    /// <param name="target">The weight's variable or the slot; each once.</param>
    /// <param name="value">Its next value.</param>
    /// <returns>The value, in the target's element type.</returns>
    public Tensor Set(Variable target, Tensor value)
    {
        var next = value.Cast(target.DType);
        _updates.Add(new Update(target, next));
        return next;
    }

    /// <summary>1 - decay^number: by how much a moving average that began at zero is too small. Of <see cref="Number"/>'s type, shape
    /// <c>()</c>.</summary>
    /// <param name="decay">The moving average's decay.</param>
    public Tensor BiasCorrection(double decay) => 1 - Tensor.Full(Shape.Scalar, decay, Number.DType).Power(Number);
}
