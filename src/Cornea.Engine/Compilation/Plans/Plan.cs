using System.Diagnostics;
using Cornea.Compilation.Scheduling;
using Cornea.Devices;
using Cornea.Devices.Cpu.Passes;

namespace Cornea.Compilation.Plans;

/// <summary>Kernels in order over one arena. Running it allocates nothing.</summary>
internal sealed unsafe class Plan
{
    private const byte Canary = 0xA5;

    private readonly Kernel[] _kernels;
    private readonly HostMemory _arena;
    private readonly long[]? _ticks;
    private readonly BufferSlot[]? _guarded;

    public Plan(IReadOnlyList<KernelSpec> specs, long arenaBytes, Backend backend, CompileOptions options)
    {
        Specs = specs;
        ArenaBytes = arenaBytes + specs.OfType<ScanSpec>().Sum(scan => scan.Step.Bytes);
        MemoryBudget.Check(ArenaBytes, "The plan's arena");
        _arena = options.Workspace is { } shared && !options.Guarded ? shared.Take(arenaBytes) : Workspace.Arena(arenaBytes);
        foreach (var slot in specs.SelectMany(spec => spec.Reads.Concat(spec.Writes)).Select(view => view.Buffer).Distinct())
        {
            if (slot.Kind == BufferSlotKind.Arena)
                slot.Address = _arena.Address + slot.Offset;
        }
        if (options.Guarded)
            _guarded = [.. specs.SelectMany(spec => spec.Writes).Select(view => view.Buffer).Where(slot => slot.Kind == BufferSlotKind.Arena).Distinct()];
        new Span<byte>(_arena.Address, (int)Math.Min(int.MaxValue, _guarded is null ? 0 : arenaBytes)).Fill(Canary);
        _kernels = [.. specs.Select(backend.Lower)];
        _ticks = options.Profile ? new long[_kernels.Length] : null;
    }

    /// <summary>What runs first, in pieces of the batch, or null.</summary>
    public BatchSliceRun? Front { get; set; }

    public IReadOnlyList<KernelSpec> Specs { get; }

    /// <summary>Memory for intermediate values, those of the steps of recurrences included.</summary>
    public long ArenaBytes { get; }

    /// <summary>Which of several ways a kernel goes, or nothing.</summary>
    public string AlgorithmOf(int kernel) => _kernels[kernel].Algorithm;

    /// <summary>The plan of a step inside a kernel, or null.</summary>
    public Plan? StepOf(int kernel) => (_kernels[kernel] as Devices.Cpu.Recurrence.ScanKernel)?.Step;

    /// <summary>Bytes of the variables and constants that the kernels touch outside the arena.</summary>
    public long StateBytes => Specs.SelectMany(spec => spec.Reads.Concat(spec.Writes)).Select(view => view.Buffer.Memory)
        .OfType<HostMemory>().Distinct().Sum(buffer => buffer.Type.Bytes);

    /// <summary>Runs so far, when profiled.</summary>
    public long Runs { get; private set; }

    public void Run()
    {
        Runs++;
        Front?.Run();
        if (_ticks is null)
        {
            foreach (var kernel in _kernels)
                kernel.Run();
            CheckGuards();
            return;
        }
        for (var i = 0; i < _kernels.Length; i++)
        {
            var start = Stopwatch.GetTimestamp();
            _kernels[i].Run();
            _ticks[i] += Stopwatch.GetTimestamp() - start;
        }
    }

    /// <summary>Mean seconds of one kernel, or null when not profiled.</summary>
    public double? Seconds(int kernel) => _ticks is null || Runs == 0 ? null : (double)_ticks[kernel] / Runs / Stopwatch.Frequency;

    // The bytes between a slot's end and the next multiple of the alignment after its gap are nobody's.
    private void CheckGuards()
    {
        foreach (var slot in _guarded ?? [])
        {
            var end = slot.Address + slot.Type.Bytes;
            var gap = (int)(((slot.Type.Bytes + 63) / 64 + 1) * 64 - slot.Type.Bytes);
            if (new ReadOnlySpan<byte>(end, gap).ContainsAnyExcept(Canary))
                throw new InvalidOperationException($"A kernel wrote past the end of {slot.Name} {slot.Type}.");
        }
    }
}
