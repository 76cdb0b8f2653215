using System.Collections.Immutable;
using Cornea.Graph.Ops;

namespace Cornea.Graph;

/// <summary>
/// One step of a recurrence as a graph over placeholders (<see cref="Input"/> nodes). Any node of this graph can be stacked
/// over the steps. Two bodies are equal when they are the same one.
/// </summary>
/// <param name="carries">Stand for what the step before hands on.</param>
/// <param name="inputs">Stand for the step's rows of the sequences.</param>
/// <param name="captured">Stand for whole tensors of the graph around, the same at every step.</param>
/// <param name="next">What the step hands on, in the order and of the types of the carries.</param>
internal sealed class RecurrenceBody(
    ImmutableArray<Tensor> carries, ImmutableArray<Tensor> inputs, ImmutableArray<Tensor> captured, ImmutableArray<Tensor> next)
{
    public ImmutableArray<Tensor> Carries { get; } = carries;

    public ImmutableArray<Tensor> Inputs { get; } = inputs;

    public ImmutableArray<Tensor> Captured { get; } = captured;

    public ImmutableArray<Tensor> Next { get; } = next;

    /// <summary>All placeholders, in the order of the recurrence's inputs.</summary>
    public ImmutableArray<Tensor> Placeholders => [.. Carries, .. Inputs, .. Captured];

    /// <summary>
    /// A recurrence made of a traced step. What the step uses but does not depend on its placeholders lies outside: it is
    /// computed once, and its nodes that the step reads become inputs of the recurrence.
    /// </summary>
    /// <param name="initial">The first carries.</param>
    /// <param name="sequences">What the inputs of the steps are rows of, along axis 0.</param>
    /// <param name="carries">Placeholders.</param>
    /// <param name="inputs">Placeholders.</param>
    /// <param name="next">What a step hands on.</param>
    /// <param name="stacked">What is stacked over the steps.</param>
    /// <param name="length">Number of steps.</param>
    /// <param name="reverse">Whether the steps run from the last row to the first.</param>
    /// <param name="condition">The carry without which no further step is done, or null.</param>
    /// <returns>The node, and a node for each stack.</returns>
    public static (Tensor Recurrence, Tensor[] Stacks) Trace(
        IReadOnlyList<Tensor> initial, IReadOnlyList<Tensor> sequences, IReadOnlyList<Tensor> carries, IReadOnlyList<Tensor> inputs,
        IReadOnlyList<Tensor> next, IReadOnlyList<Tensor> stacked, int length, bool reverse, int? condition = null)
    {
        var inside = new Dictionary<Tensor, Tensor>(ReferenceEqualityComparer.Instance);
        foreach (var placeholder in carries.Concat(inputs))
            inside[placeholder] = placeholder;
        var captured = new Dictionary<Tensor, Tensor>(ReferenceEqualityComparer.Instance);
        var order = new List<Tensor>();
        Tensor Inside(Tensor node)
        {
            if (inside.TryGetValue(node, out var copy) || captured.TryGetValue(node, out copy))
                return copy;
            order.Add(node);
            return captured[node] = Tensor.Input(node.Shape, node.DType, "captured");
        }

        foreach (var node in GraphOrder.Of([.. next, .. stacked], stopAtKnown: true))
        {
            if (!inside.ContainsKey(node) && node.Inputs.Any(inside.ContainsKey))
                inside[node] = GraphCopy.With(node, [.. node.Inputs.Select(Inside)]);
        }
        ImmutableArray<Tensor> handedOn = [.. next.Select(Inside)];
        Tensor[] inner = [.. stacked.Select(Inside)];
        var body = new RecurrenceBody([.. carries], [.. inputs], [.. order.Select(outer => captured[outer])], handedOn);
        var recurrence = new Tensor(new Recurrence(body, length, reverse, condition), [.. initial, .. sequences, .. order]);
        return (recurrence, [.. inner.Select(node => new Tensor(new StepStack(node, length), [recurrence]))]);
    }
}
