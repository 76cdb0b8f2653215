using Cornea.Compilation.Fusion;
using Cornea.Graph.Ops;

namespace Cornea.Compilation.Scheduling;

/// <summary>Kernels that make fewer elements of many: reductions that share a pass, and poolings that say what they chose.</summary>
internal sealed partial class Schedule
{
    private void EmitReduce(Reduce reduce, FusionGroup group)
    {
        var builder = new ProgramBuilder(ViewOf);
        foreach (var member in Enumerable.Reverse(group.Members))
            builder.Add(member);
        var reductions = group.Reductions;
        var program = builder.Build([.. reductions.Select(reduction => reduction.Inputs[0]), .. group.Stored]);
        _specs.Add(new ReduceSpec(
            [.. reductions.Select(reduction => ((Reduce)reduction.Op).Kind)], program, [.. group.Iteration], reduce.Axes[0], reduce.Axes.Length,
            builder.Operands, [.. reductions.Concat(group.Stored).Select(Home)]));
    }

    private void EmitMaxPool2x2(Pool pool, FusionGroup group)
    {
        var (root, pooled) = (group.Root, group.Root.Inputs[0]);
        var builder = new ProgramBuilder(ViewOf);
        foreach (var member in Enumerable.Reverse(group.Members))
            builder.Add(member);
        var program = builder.Build(pooled);
        _specs.Add(new MaxPool2x2Spec(
            WindowShape.Of(pool.Window, pooled.Shape), program, builder.Operands, group.Chooses ? [Home(root), ChoiceOf(root)] : [Home(root)]));
    }

    // Which elements a pooling chose.
    private BufferView ChoiceOf(Tensor pool)
    {
        if (!_choices.TryGetValue(pool, out var view))
            _choices[pool] = view = BufferView.Whole(new BufferSlot(
                new TensorType(new Shape(pool.Size / Math.Max(1, pool.Shape[^1]), MaxPool2x2Spec.ChoiceBytes(pool.Shape[^1])), DType.UInt8), "choice"));
        return view;
    }
}
