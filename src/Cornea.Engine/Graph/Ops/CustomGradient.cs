using System.Collections.Immutable;

namespace Cornea.Graph.Ops;

/// <summary>
/// The first input, with a gradient for the others that somebody wrote. The first pass of the compiler leaves the first input in
/// its place.
/// </summary>
internal sealed record CustomGradient(Func<Tensor, IReadOnlyList<Tensor?>> Rule) : Op
{
    public override TensorType Infer(ReadOnlySpan<TensorType> inputs) => inputs[0];

    public override ImmutableArray<Tensor?> Gradient(Tensor node, Tensor outputGradient)
    {
        var gradients = Rule(outputGradient);
        var inputs = node.Inputs.AsSpan()[1..];
        if (gradients.Count != inputs.Length)
        {
            throw new ShapeException(
                $"A custom gradient expects one gradient for each of its {inputs.Length} inputs, but received {gradients.Count}.");
        }
        for (var i = 0; i < inputs.Length; i++)
        {
            if (gradients[i] is { } gradient && gradient.Type != inputs[i].Type)
            {
                throw new ShapeException(
                    $"A custom gradient expects gradient {i} to be {inputs[i].Type}, as the input is, but received {gradient.Type}.");
            }
        }
        return [null, .. gradients];
    }
}
