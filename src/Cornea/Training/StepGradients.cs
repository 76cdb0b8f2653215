namespace Cornea.Training;

/// <summary>The first part of a training step: a loss and its gradients by the weights that are trained.</summary>
/// <param name="Loss">The loss with all penalties, one number.</param>
/// <param name="Variables">The weights that are trained, in the model's order.</param>
/// <param name="Values">One gradient per weight, of its shape, times the optimizer's loss scale; null where the loss does not depend on the
/// weight.</param>
/// <param name="Samples">The samples whose mean loss it is.</param>
public sealed record StepGradients(Tensor Loss, IReadOnlyList<Variable> Variables, IReadOnlyList<Tensor?> Values, int Samples);
