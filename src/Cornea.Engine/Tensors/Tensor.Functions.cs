using Cornea.Graph.Ops;

namespace Cornea;

public sealed partial class Tensor
{
    /// <summary>What a function in C# makes of the values of some tensors: a node of the graph as any other, for what no operation
    /// computes.</summary>
    /// <param name="name">Its name in messages and printed plans.</param>
    /// <param name="type">The shape and element type of the result.</param>
    /// <param name="function">
    /// From the values, of the inputs' types and each computed, to the result: <see cref="From{T}(T[], Shape?)"/> of an array, say. It
    /// is called once at each run, by the thread that runs the plan, or by several at once where several plans run; it must give the
    /// same for the same values.
    /// </param>
    /// <param name="inputs">The tensors.</param>
    /// <returns>The result, without a gradient; <see cref="Gradients.Custom"/> gives it one.</returns>
    /// <example>
    /// <code>
    /// var type = new TensorType([], DType.Float32);
    /// var median = Tensor.FromFunction("Median", type, given => Tensor.From(Median(given[0].AsSpan&lt;float&gt;())), x);
    /// </code>
    /// </example>
    public static Tensor FromFunction(
        string name, TensorType type, Func<IReadOnlyList<Tensor>, Tensor> function, params IReadOnlyList<Tensor> inputs) =>
        new(new HostFunction(name, type, function), [.. inputs]);
}
