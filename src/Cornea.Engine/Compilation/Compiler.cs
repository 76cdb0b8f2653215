using Cornea.Compilation.Fusion;
using Cornea.Compilation.Kernels;
using Cornea.Compilation.Passes;
using Cornea.Compilation.Plans;
using Cornea.Compilation.Scheduling;
using Cornea.Devices;
using Cornea.Graph;

namespace Cornea.Compilation;

/// <summary>From a graph to a plan: the passes, in order. Each is a function in a file of its own; <see cref="Verifier"/> looks at what it
/// returns.</summary>
internal static class Compiler
{
    public static Plan Compile(GraphEnds ends, CompileOptions options)
    {
        if (options.Frozen)
        {
            options = options with { Workspace = null };
        }
        // Kernels ask for scratch when they are made; nobody else may be using it then.
        lock (options.Workspace?.Running ?? new Lock())
        {
            var backend = options.Device.Open(options);
            var (specs, arenaBytes) = Schedule(ends, options, backend.Passes);
            return new Plan(specs, arenaBytes, backend, options);
        }
    }

    /// <summary>The kernels of a graph, in order, and the bytes of their arena. The step of a recurrence is scheduled so too.</summary>
    public static (IReadOnlyList<KernelSpec> Specs, long ArenaBytes) Schedule(GraphEnds ends, CompileOptions options, DevicePasses passes)
    {
        var given = ends.Results;
        var results = Verifier.Graph(Widen.Run(given), given, nameof(Widen));
        if (options.Frozen)
        {
            results = Verifier.Graph(Freeze.Run(results, options.WeightType), given, nameof(Freeze));
        }
        results = Verifier.Graph(Simplify.Run(results), given, nameof(Simplify));

        KernelSpec? front = null;
        if (options is { Frozen: true, Fuse: true }
            && passes.Front?.Invoke([.. ends.Inputs.Select(input => input.Node)], results, options with { Frozen = false }) is { } cut)
        {
            (BufferView[] reads, BufferView[] writes) = ([.. ends.Inputs.Select(input => input.View)], [.. cut.Results.Select(WholeOf)]);
            front = cut.Lower([.. reads], [.. writes]);
            ends = ends with { Inputs = [.. ends.Inputs, .. cut.Results.Zip(writes)] };
            results = Verifier.Graph(Simplify.Run(cut.Rest), given, nameof(passes.Front), cut.Results);
        }
        if (options.Fuse && passes.Graph is { } own)
        {
            results = Verifier.Graph(own(results), results, nameof(passes.Graph));
        }
        ends = ends.With(results);
        options = options with { Frozen = false };

        var order = GraphOrder.Of(results, stopAtKnown: true);
        var outputs = new HashSet<Tensor>(results, ReferenceEqualityComparer.Instance);
        var groups = Verifier.Groups(Fuse.Run(order, outputs, options.Fuse), order, outputs, nameof(Fuse));
        if (options.Fuse)
        {
            groups = Verifier.Groups(HorizontalFusion.Run(order, groups, outputs), order, outputs, nameof(HorizontalFusion));
            foreach (var pass in passes.Fusion)
            {
                groups = Verifier.Groups(pass(order, groups, outputs), order, outputs, pass.Method.DeclaringType!.Name);
            }
        }

        var specs = Scheduling.Schedule.Run(order, groups, ends,
            step => Schedule(step, options with { Checkpointing = Checkpointing.None }, passes with { Kernels = null }));
        specs = Verifier.Kernels(front is null ? specs : [front, .. specs], nameof(Schedule));
        if (options.Checkpointing != Checkpointing.None)
        {
            specs = Verifier.Kernels(Recomputation.Run(specs, options.Checkpointing), nameof(Recomputation));
        }
        if (options.Fuse && passes.Kernels is { } kernels)
        {
            specs = Verifier.Kernels(kernels(specs), nameof(passes.Kernels));
        }
        var bytes = MemoryPlan.Run(specs, options.Guarded);
        Verifier.Memory(specs, bytes, nameof(MemoryPlan));
        return (specs, bytes);
    }

    private static BufferView WholeOf(Tensor node) => BufferView.Whole(new BufferSlot(node.Type, "batch"));
}
