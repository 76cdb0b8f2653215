using System.Collections.Immutable;
using Cornea.Compilation.Fusion;
using Cornea.Compilation.Kernels;
using Cornea.Graph.Ops;

namespace Cornea.Compilation.Scheduling;

/// <summary>Kernels that make fewer elements of many: reductions fused horizontally, and what kernels of a device need to know.</summary>
internal sealed partial class Schedule
{
    private void EmitReduce(Reduce reduce, FusionGroup group)
    {
        var builder = new ProgramBuilder(ViewOf);
        foreach (var member in group.Members.Reverse())
            builder.Add(member);
        var reductions = group.Reductions;
        var program = builder.Build([.. reductions.Select(reduction => reduction.Inputs[0]), .. group.Stored]);
        _specs.Add(new ReduceSpec(
            [.. reductions.Select(reduction => ((Reduce)reduction.Op).Kind)], program, [.. group.Iteration], reduce.Axes[0],
            reduce.Axes.Length,
            builder.Operands, [.. reductions.Concat(group.Stored).Select(Home)]));
    }

    /// <summary>A value that a kernel of the device makes of a node beside the node's own values, for another kernel to read.</summary>
    /// <param name="node">The node.</param>
    /// <param name="type">Shape and element type.</param>
    /// <param name="name">The name in printed plans.</param>
    public BufferView Extra(Tensor node, TensorType type, string name)
    {
        if (!_extra.TryGetValue(node, out var view))
            _extra[node] = view = BufferView.Whole(new BufferSlot(type, name));
        return view;
    }

    /// <summary>The group's elementwise nodes as one program, with the operands it loads.</summary>
    /// <param name="group">The group.</param>
    /// <param name="result">What the program computes.</param>
    public (ElementwiseProgram Program, ImmutableArray<BufferView> Operands) ProgramOf(FusionGroup group, Tensor result)
    {
        var builder = new ProgramBuilder(ViewOf);
        foreach (var member in group.Members.Reverse())
            builder.Add(member);
        return (builder.Build(result), builder.Operands);
    }
}
