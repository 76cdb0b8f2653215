using Cornea.Graph;
using Cornea.Graph.Ops;

namespace Cornea;

/// <summary>The graph that computes some tensors, as a list.</summary>
public static class TensorGraph
{
    /// <summary>All nodes, each behind those that it needs.</summary>
    /// <param name="outputs">The ends of the graph.</param>
    public static IReadOnlyList<TensorNode> Of(params IReadOnlyList<Tensor> outputs) =>
        [.. GraphOrder.Of(outputs, stopAtKnown: true).Select(Describe)];

    private static TensorNode Describe(Tensor tensor)
    {
        var node = new TensorNode(tensor, tensor.Op.GetType().Name, tensor.Known is null ? [.. tensor.Inputs] : []);
        if (tensor.Known is not null)
            return node with { Operation = "Constant" };
        return tensor.Op switch
        {
            Unary unary => node with { Operation = unary.Kind.ToString() },
            Binary binary => node with { Operation = binary.Kind.ToString() },
            VariableRead read => node with { Operation = "Variable", Variable = read.Variable },
            Gather gather => With(node, ("axis", [gather.Axis])),
            ScatterAdd scatter => With(node, ("axis", [scatter.Axis])),
            Transpose transpose => With(node, ("order", [.. transpose.Order])),
            Slicing slicing =>
                With(node, ("starts", [.. slicing.Starts]), ("lengths", [.. slicing.Lengths]), ("steps", [.. slicing.Steps])),
            Pad pad => With(node, ("low", [.. pad.Low]), ("high", [.. pad.High]), ("interior", [.. pad.Interior]))
                with
            { Number = pad.Value },
            Concat concat => With(node, ("axis", [concat.Axis])),
            MatMul product => With(node, ("transpose", [product.TransposeA ? 1 : 0, product.TransposeB ? 1 : 0])),
            Convolution convolution => WithWindow(node, convolution.Window, convolution.Groups),
            ConvolutionInputGradient gradient => WithWindow(node, gradient.Window, gradient.Groups),
            Pool pool => WithWindow(node, pool.Window, 1) with { Operation = pool.Kind + "Pool" },
            Reduce reduce => With(node, ("axes", [.. reduce.Axes])) with { Operation = "Reduce" + reduce.Kind },
            ArgReduce arg => With(node, ("axis", [arg.Axis])) with { Operation = arg.Largest ? "ArgMax" : "ArgMin" },
            Cumulative cumulative => With(node, ("axis", [cumulative.Axis]), ("exclusive", [cumulative.Exclusive ? 1 : 0]),
                ("reverse", [cumulative.Reverse ? 1 : 0])) with
            { Operation = "Cumulative" + cumulative.Kind },
            ArgSort sort => With(node, ("axis", [sort.Axis]), ("descending", [sort.Descending ? 1 : 0])),
            Softmax softmax => node with { Operation = softmax.Logarithm ? "LogSoftmax" : "Softmax", Number = softmax.Scale },
            Recurrence recurrence => node with { Operation = "Scan", Loop = LoopOf(recurrence) },
            FinalCarry carry => With(node, ("carry", [carry.Carry])),
            StepStack stack => node with { Inner = stack.Inner },
            _ => node,
        };
    }

    private static TensorLoop LoopOf(Recurrence recurrence) => new(
        recurrence.Body.Carries, recurrence.Body.Inputs, recurrence.Body.Captured, recurrence.Body.Next, recurrence.Length,
        recurrence.Reverse, recurrence.Condition);

    private static TensorNode WithWindow(TensorNode node, Window window, int groups) => With(
        node, ("size", [.. window.Axes.Select(axis => axis.Size)]), ("strides", [.. window.Axes.Select(axis => axis.Stride)]),
        ("dilations", [.. window.Axes.Select(axis => axis.Dilation)]), ("low", [.. window.Axes.Select(axis => axis.Low)]),
        ("high", [.. window.Axes.Select(axis => axis.High)]), ("groups", [groups]));

    private static TensorNode With(TensorNode node, params (string Name, int[] Numbers)[] arguments) =>
        node with { Arguments = arguments.ToDictionary(pair => pair.Name, pair => (IReadOnlyList<int>)pair.Numbers) };
}
