namespace Cornea.Optimizers;

/// <summary>Gradients that are ready to be applied: without the loss scale, accumulated and clipped. Made by
/// <see cref="Optimizer.Reduce"/>.</summary>
/// <param name="Variables">The optimizer's variables.</param>
/// <param name="Values">One gradient per variable, of its shape; null where there is none.</param>
public sealed record ReducedGradients(IReadOnlyList<Variable> Variables, IReadOnlyList<Tensor?> Values)
{
    /// <summary>Of the variables in which gradients are accumulated over steps.</summary>
    internal IReadOnlyList<Update> Updates { get; init; } = [];

    /// <summary>Whether the weights move in this step, one bool; always where null.</summary>
    internal Tensor? Moves { get; init; }
}
