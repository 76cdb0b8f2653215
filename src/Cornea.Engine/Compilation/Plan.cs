using System.Diagnostics;
using Cornea.Backends;

namespace Cornea.Compilation;

/// <summary>Kernels in order over one arena. Running it allocates nothing.</summary>
internal sealed unsafe class Plan
{
    private readonly Kernel[] _kernels;
    private readonly Buffer _arena;
    private readonly long[]? _ticks;

    public Plan(IReadOnlyList<KernelSpec> specs, long arenaBytes, Backend backend, bool profile)
    {
        Specs = specs;
        ArenaBytes = arenaBytes;
        MemoryBudget.Check(arenaBytes, "The plan's arena");
        // Counted in doubles, so that an arena may pass 2 GiB.
        _arena = new Buffer(new TensorType(new Shape(checked((int)((arenaBytes + 7) / 8))), DType.Float64), cleared: false);
        foreach (var slot in specs.SelectMany(spec => spec.Reads.Concat(spec.Writes)).Select(access => access.Slot).Distinct())
        {
            if (slot.Kind == SlotKind.Arena)
                slot.Address = _arena.Address + slot.Offset;
        }
        _kernels = [.. specs.Select(backend.Lower)];
        _ticks = profile ? new long[_kernels.Length] : null;
    }

    public IReadOnlyList<KernelSpec> Specs { get; }

    public long ArenaBytes { get; }

    /// <summary>Runs so far, when profiled.</summary>
    public long Runs { get; private set; }

    public void Run()
    {
        Runs++;
        if (_ticks is null)
        {
            foreach (var kernel in _kernels)
                kernel.Run();
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
}
