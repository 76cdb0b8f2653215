using System.Collections.Immutable;
using Cornea.Graph;
using Cornea.Graph.Ops;

namespace Cornea.Diagnostics;

/// <summary>A graph computed in float64 wherever it was computed in a narrower floating type.</summary>
internal static class DoublePrecision
{
    /// <summary>The same graph in double, with some of its tensors replaced.</summary>
    /// <param name="output">What the graph computes.</param>
    /// <param name="sources">Tensors of the graph.</param>
    /// <param name="replacements">What takes their positions: float64, of the same shapes.</param>
    public static Tensor Of(Tensor output, IReadOnlyList<Tensor> sources, IReadOnlyList<Tensor> replacements)
    {
        var copies = new Dictionary<Tensor, Tensor>(ReferenceEqualityComparer.Instance);
        for (var i = 0; i < sources.Count; i++)
            copies[sources[i]] = replacements[i];
        return Copied(output, copies);
    }

    // Nodes inside a recurrence lie beside those around it: each is the copy of one node.
    private static Tensor Copied(Tensor output, Dictionary<Tensor, Tensor> copies)
    {
        foreach (var node in GraphOrder.Of([output]))
        {
            if (!copies.ContainsKey(node))
                copies[node] = Copy(node, [.. node.Inputs.Select(input => copies[input])], copies);
        }
        return copies[output];
    }

    private static Tensor Copy(Tensor node, ImmutableArray<Tensor> inputs, Dictionary<Tensor, Tensor> copies) => node.Op switch
    {
        Cast cast when cast.To.IsFloat() => inputs[0].Cast(DType.Float64),
        // Leaves and random numbers are what they are; their values are then exact in double.
        _ when inputs.IsEmpty => node.Cast(Doubled(node.DType)),
        Graph.Ops.Random => new Tensor(node.Op, inputs).Cast(Doubled(node.DType)),
        Recurrence recurrence => new Tensor(recurrence with { Body = Copy(recurrence.Body, copies) }, inputs),
        HostFunction function => new Tensor(function with { Result = Doubled(function.Result) }, inputs),
        FinalCarry last => new Tensor(last with { Type = Doubled(last.Type) }, inputs),
        StepStack stack => new Tensor(stack with { Inner = Copied(stack.Inner, copies) }, inputs),
        CustomGradient custom => new Tensor(new CustomGradient(upstream => Copied(node, custom, upstream, copies)), inputs),
        _ => new Tensor(node.Op, inputs),
    };

    // The rule may read any tensors of the graph: what it gives is copied as they are.
    private static IReadOnlyList<Tensor?> Copied(
        Tensor node, CustomGradient custom, Tensor upstream, Dictionary<Tensor, Tensor> copies)
    {
        var given = Tensor.Input(node.Shape, node.DType, "gradient");
        copies[given] = upstream;
        return [.. custom.Rule(given).Select(gradient => gradient is null ? null : Copied(gradient, copies))];
    }

    private static RecurrenceBody Copy(RecurrenceBody body, Dictionary<Tensor, Tensor> copies)
    {
        foreach (var placeholder in body.Placeholders)
            copies[placeholder] = Tensor.Input(placeholder.Shape, Doubled(placeholder.Type).DType, ((Input)placeholder.Op).Label);
        ImmutableArray<Tensor> Of(ImmutableArray<Tensor> nodes) => [.. nodes.Select(node => Copied(node, copies))];
        return new RecurrenceBody(Of(body.Carries), Of(body.Inputs), Of(body.Captured), Of(body.Next));
    }

    private static TensorType Doubled(TensorType type) => type with { DType = Doubled(type.DType) };

    private static DType Doubled(DType dtype) => dtype.IsFloat() ? DType.Float64 : dtype;
}
