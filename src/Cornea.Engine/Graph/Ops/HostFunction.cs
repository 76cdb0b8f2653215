namespace Cornea.Graph.Ops;

/// <summary>
/// What a function in C# makes of values in the host's memory, on whatever device the rest runs. It has no gradient but the one that a
/// <see cref="CustomGradient"/> around it gives.
/// </summary>
internal sealed record HostFunction(string Title, TensorType Result, Func<IReadOnlyList<Tensor>, Tensor> Function) : Op
{
    public override string Name => Title;

    public override TensorType Infer(ReadOnlySpan<TensorType> inputs) => Result;

    /// <summary>Calls the function.</summary>
    /// <param name="values">Memory that nobody changes afterwards.</param>
    /// <exception cref="ShapeException">It gives another shape than it was said to.</exception>
    public HostMemory Call(IEnumerable<HostMemory> values)
    {
        var found = Function([.. values.Select(value => new Tensor(value))]);
        return found.Shape == Result.Shape
            ? found.Cast(Result.DType).Evaluate()
            : throw new ShapeException(
                $"The function {Title} was said to give shape {Result.Shape}, but gave {found.Shape}. Correct one of them.");
    }
}
