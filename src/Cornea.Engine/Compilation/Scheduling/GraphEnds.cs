using Cornea.Compilation.Kernels;

namespace Cornea.Compilation.Scheduling;

/// <summary>The ends of a graph to schedule: where its inputs lie and where its results go.</summary>
/// <param name="Inputs">Each input node and where it lies.</param>
/// <param name="Outputs">Each output node and where it is stored.</param>
/// <param name="Updates">Each variable and the node it takes its next value from.</param>
internal sealed record GraphEnds(
    IReadOnlyList<(Tensor Node, BufferView View)> Inputs, IReadOnlyList<(Tensor Node, BufferSlot Buffer)> Outputs,
    IReadOnlyList<Update> Updates)
{
    /// <summary>What is computed: the outputs, then the variables' next values.</summary>
    public Tensor[] Results => [.. Outputs.Select(output => output.Node), .. Updates.Select(update => update.Value)];

    /// <summary>The same ends of a graph that a pass made of this one.</summary>
    /// <param name="results">What is computed, in the order of <see cref="Results"/>.</param>
    public GraphEnds With(IReadOnlyList<Tensor> results) => this with
    {
        Outputs = [.. Outputs.Select((output, i) => (results[i], output.Buffer))],
        Updates = [.. Updates.Select((update, i) => update with { Value = results[Outputs.Count + i] })],
    };
}
