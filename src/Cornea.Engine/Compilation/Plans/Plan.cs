using System.Diagnostics;
using Cornea.Compilation.Kernels;
using Cornea.Compilation.Scheduling;
using Cornea.Devices;

namespace Cornea.Compilation.Plans;

/// <summary>Kernels in order over one arena, on one device. Running it allocates nothing.</summary>
internal sealed class Plan : IKernelTable
{
    private const byte Canary = 0xA5;

    private readonly Backend _backend;
    private readonly Kernel[] _kernels;
    private readonly DeviceMemory _arena;
    private readonly long[]? _ticks;
    private readonly BufferSlot[]? _guarded;
    private (int Slot, int Kernel)[]? _ends; // the last kernel that writes each output

    public Plan(IReadOnlyList<KernelSpec> specs, long arenaBytes, Backend backend, CompileOptions options)
    {
        Specs = specs;
        _backend = backend;
        MemoryBudget.Check(arenaBytes + specs.Sum(spec => spec.InnerBytes), "The plan's arena");
        _arena = options.Workspace is { } shared && !options.Guarded ? shared.Take(backend, arenaBytes)
            : backend.Allocate(Workspace.Arena(arenaBytes), cleared: false);
        foreach (var buffer in specs.SelectMany(spec => spec.Views).Select(view => view.Buffer).Distinct())
        {
            if (buffer.Kind == BufferSlotKind.Arena)
            {
                buffer.Memory = _arena;
            }
            else
            {
                backend.Bind(buffer);
            }
        }
        if (options.Guarded)
        {
            _guarded = [.. specs.SelectMany(spec => spec.Writes).Select(view => view.Buffer)
                .Where(buffer => buffer.Kind == BufferSlotKind.Arena).Distinct()];
            var canaries = new byte[arenaBytes];
            canaries.AsSpan().Fill(Canary);
            _arena.Write(0, canaries);
        }
        _kernels = [.. specs.Select(backend.Lower)];
        _ticks = options.Profile ? new long[_kernels.Length] : null;
        ArenaBytes = arenaBytes + _kernels.Sum(kernel => kernel.InnerBytes);
    }

    public IReadOnlyList<KernelSpec> Specs { get; }

    /// <summary>The kernels, in order.</summary>
    public IReadOnlyList<Kernel> Kernels => _kernels;

    /// <summary>Memory for intermediate values, those of plans inside kernels included.</summary>
    public long ArenaBytes { get; }

    /// <summary>Which of several algorithms a kernel uses, or nothing.</summary>
    public string AlgorithmOf(int kernel) => _kernels[kernel].Algorithm;

    /// <summary>The plan inside a kernel, or null.</summary>
    public IKernelTable? InnerOf(int kernel) => _kernels[kernel].InnerPlan;

    /// <summary>What the device can do at most; null where that is not known.</summary>
    public Roofline? Limits => _backend.Limits;

    /// <summary>Bytes of the variables and constants that the kernels touch outside the arena.</summary>
    public long StateBytes => Specs.SelectMany(spec => spec.Views).Select(view => view.Buffer)
        .Where(buffer => buffer.Kind == BufferSlotKind.Fixed && buffer.Outer is null)
        .Select(buffer => buffer.Memory!).Distinct().Sum(memory => memory.Type.Bytes);

    /// <summary>Runs so far, when profiled.</summary>
    public long Runs { get; private set; }

    /// <summary>Called before runs between which nothing changes that lies outside the plan.</summary>
    public void Prepare()
    {
        foreach (var kernel in _kernels)
        {
            kernel.Prepare();
        }
    }

    public void Run()
    {
        Runs++;
        if (_ticks is null)
        {
            _backend.Run(_kernels);
            CheckGuards();
            return;
        }
        for (var i = 0; i < _kernels.Length; i++)
        {
            var start = Stopwatch.GetTimestamp();
            _backend.Run(_kernels.AsSpan(i, 1));
            _ticks[i] += Stopwatch.GetTimestamp() - start;
        }
    }

    /// <summary>Runs the kernels up to each that is the last to write one of some slots, and tells of the slot there.</summary>
    /// <param name="slots">The slots.</param>
    /// <param name="written">Called with the index of a slot once its values are final.</param>
    public void Run(IReadOnlyList<BufferSlot> slots, Action<int> written)
    {
        Runs++;
        _ends ??= [.. slots.Select((slot, i) => (Slot: i, Kernel: LastWriter(slot))).OrderBy(end => end.Kernel)];
        var first = 0;
        foreach (var (slot, kernel) in _ends)
        {
            _backend.Run(_kernels.AsSpan(first, kernel + 1 - first));
            first = kernel + 1;
            written(slot);
        }
        _backend.Run(_kernels.AsSpan(first));
        CheckGuards();
    }

    // A slot that no kernel writes, such as an output that is a constant, is final from the start.
    private int LastWriter(BufferSlot slot)
    {
        for (var i = Specs.Count - 1; i >= 0; i--)
        {
            if (Specs[i].Writes.Any(view => ReferenceEquals(view.Buffer, slot)))
            {
                return i;
            }
        }
        return -1;
    }

    /// <summary>Mean seconds of one kernel, or null when not profiled.</summary>
    public double? Seconds(int kernel) => _ticks is null || Runs == 0 ? null : (double)_ticks[kernel] / Runs / Stopwatch.Frequency;

    // The bytes between a buffer's end and the next multiple of the alignment after its gap are nobody's.
    private void CheckGuards()
    {
        if (_guarded is null)
        {
            return;
        }
        Span<byte> bytes = stackalloc byte[2 * MemoryPlan.Alignment];
        foreach (var buffer in _guarded)
        {
            var size = buffer.Type.Bytes;
            var gap = bytes[..(int)(((size + MemoryPlan.Alignment - 1) / MemoryPlan.Alignment + 1) * MemoryPlan.Alignment - size)];
            _arena.Read(buffer.Offset + size, gap);
            if (gap.ContainsAnyExcept(Canary))
            {
                throw new InvalidOperationException($"A kernel wrote past the end of {buffer.Name} {buffer.Type}.");
            }
        }
    }
}
