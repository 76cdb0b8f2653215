using System.Diagnostics;
using Cornea.Compilation.Passes;
using Cornea.Compilation.Plans;
using Cornea.Compilation.Scheduling;
using Cornea.Devices.Cpu;
using Cornea.Devices.Cpu.Passes;
using Cornea.Devices.Cpu.Threads;
using Cornea.Graph;

namespace Cornea.Compilation;

/// <summary>From a graph to a plan: the passes, in order.</summary>
internal static class Compiler
{
    public static Plan Compile(
        IReadOnlyList<(Tensor Node, HostMemory Memory)> inputs, IReadOnlyList<(Tensor Node, HostMemory Memory)> outputs,
        IReadOnlyList<Update> updates, CompileOptions options)
    {
        if (options is { Frozen: true, Fuse: true })
            return CompileFrozen(inputs, outputs, options with { Workspace = null });
        var (specs, bytes) = Schedule([.. inputs.Select(input => (input.Node, BufferView.Whole(new BufferSlot(input.Node.Type, "input", input.Memory))))], outputs, updates, options);
        var workers = Workers.Get(options.Threads);
        // Kernels ask for room when they are made; nobody else may be using it then.
        lock (options.Workspace?.Running ?? new Lock())
            return new Plan(specs, bytes, new CpuBackend(workers, options.Workspace?.ScratchOf(workers.Count)), options);
    }

    /// <summary>The kernels of a graph, in order, and the bytes of their arena. The step of a recurrence is scheduled so too.</summary>
    public static (IReadOnlyList<KernelSpec> Specs, long ArenaBytes) Schedule(
        IReadOnlyList<(Tensor Node, BufferView BufferView)> inputs, IReadOnlyList<(Tensor Node, HostMemory Memory)> outputs,
        IReadOnlyList<Update> updates, CompileOptions options)
    {
        Tensor[] ends = [.. outputs.Select(output => output.Node), .. updates.Select(update => update.Value)];
        var wide = Widen.Run(ends);
        var simple = Simplify.Run(options.Frozen ? Freeze.Run(wide) : wide);
        Verify(simple, nameof(Simplify));
        var specs = Scheduling.Schedule.Run(
            inputs,
            [.. outputs.Select((output, i) => (simple[i], output.Memory))],
            [.. updates.Select((update, i) => (simple[outputs.Count + i], update.Target))],
            options);
        return (specs, MemoryPlan.Run(specs, options.Guarded));
    }

    private static Plan CompileFrozen(
        IReadOnlyList<(Tensor Node, HostMemory Memory)> inputs, IReadOnlyList<(Tensor Node, HostMemory Memory)> outputs, CompileOptions options)
    {
        var simple = Simplify.Run(Freeze.Run(Widen.Run([.. outputs.Select(output => output.Node)])));
        var plain = options with { Frozen = false };
        if (BatchSlicing.Of([.. inputs.Select(input => input.Node)], simple, plain) is not { } pieces)
            return Compile(inputs, [.. outputs.Select((output, i) => (simple[i], output.Memory))], [], plain);
        (Tensor Node, HostMemory Memory)[] wholes = [.. pieces.Wholes.Select(whole => (whole, new HostMemory(whole.Type)))];
        var front = new BatchSliceRun(pieces, [.. inputs.Select(input => input.Memory)], [.. wholes.Select(whole => whole.Memory)], plain);
        var rest = Compile([.. inputs, .. wholes], [.. outputs.Select((output, i) => (pieces.Rest[i], output.Memory))], [], plain);
        rest.Front = front;
        return rest;
    }

    [Conditional("DEBUG")]
    private static void Verify(Tensor[] outputs, string after) => GraphVerifier.Verify(outputs, after);
}
