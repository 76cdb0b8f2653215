using Cornea.Compilation.Fusion;
using Cornea.Graph.Ops;

namespace Cornea.Compilation.Scheduling;

/// <summary>Kernels that make fewer elements of many: reductions that share a pass, and poolings that say what they chose.</summary>
internal sealed partial class Schedule
{
    private void EmitReduce(Reduce reduce, Cluster cluster)
    {
        var builder = new ProgramBuilder(AccessOf);
        foreach (var member in Enumerable.Reverse(cluster.Members))
            builder.Add(member);
        var reductions = cluster.Reductions;
        var program = builder.Build([.. reductions.Select(reduction => reduction.Inputs[0]), .. cluster.Stored]);
        _specs.Add(new ReduceSpec(
            [.. reductions.Select(reduction => ((Reduce)reduction.Op).Kind)], program, [.. cluster.Iteration], reduce.Axes[0], reduce.Axes.Length,
            builder.Operands, [.. reductions.Concat(cluster.Stored).Select(Home)]));
    }

    private void EmitQuarterPool(Pool pool, Cluster cluster)
    {
        var (root, pooled) = (cluster.Root, cluster.Root.Inputs[0]);
        var builder = new ProgramBuilder(AccessOf);
        foreach (var member in Enumerable.Reverse(cluster.Members))
            builder.Add(member);
        var program = builder.Build(pooled);
        _specs.Add(new QuarterPoolSpec(
            WindowShape.Of(pool.Window, pooled.Shape), program, builder.Operands, cluster.Chooses ? [Home(root), ChoiceOf(root)] : [Home(root)]));
    }

    // Which elements a pooling chose.
    private Access ChoiceOf(Tensor pool)
    {
        if (!_choices.TryGetValue(pool, out var access))
            _choices[pool] = access = Access.Whole(new Slot(
                new TensorType(new Shape(pool.Size / Math.Max(1, pool.Shape[^1]), QuarterPoolSpec.ChoiceBytes(pool.Shape[^1])), DType.UInt8), "choice"));
        return access;
    }
}
