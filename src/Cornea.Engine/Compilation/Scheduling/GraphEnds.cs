using Cornea.Compilation.Kernels;

namespace Cornea.Compilation.Scheduling;

/// <summary>The ends of a graph to schedule: where its inputs lie and where its results go.</summary>
/// <param name="Inputs">Each input node and where it lies.</param>
/// <param name="Outputs">Each output node and where it is stored.</param>
/// <param name="Updates">Each variable and the node it takes its next value from.</param>
internal sealed record GraphEnds(
    (Tensor Node, BufferView View)[] Inputs, (Tensor Node, BufferSlot Buffer)[] Outputs, Update[] Updates)
{
    // Arrays and loops: the framework's queries over values of the engine's own types are compiled at each start.
    /// <summary>What is computed: the outputs, then the variables' next values.</summary>
    public Tensor[] Results
    {
        get
        {
            var results = new Tensor[Outputs.Length + Updates.Length];
            for (var i = 0; i < results.Length; i++)
                results[i] = i < Outputs.Length ? Outputs[i].Node : Updates[i - Outputs.Length].Value;
            return results;
        }
    }

    /// <summary>The same ends of a graph that a pass made of this one.</summary>
    /// <param name="results">What is computed, in the order of <see cref="Results"/>.</param>
    public GraphEnds With(Tensor[] results)
    {
        var (outputs, updates) = (new (Tensor, BufferSlot)[Outputs.Length], new Update[Updates.Length]);
        for (var i = 0; i < outputs.Length; i++)
            outputs[i] = (results[i], Outputs[i].Buffer);
        for (var i = 0; i < updates.Length; i++)
            updates[i] = new Update(Updates[i].Target, results[outputs.Length + i]);
        return this with { Outputs = outputs, Updates = updates };
    }
}
