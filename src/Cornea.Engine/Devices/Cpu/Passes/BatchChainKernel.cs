using Cornea.Compilation.Kernels;
using Cornea.Compilation.Plans;
using Cornea.Compilation.Scheduling;
using Cornea.Devices.Cpu.Threads;

namespace Cornea.Devices.Cpu.Passes;

/// <summary>Runs the parts of a <see cref="BatchChainSpec"/>: each worker has kernels of its own for one part and moves them from part
/// to part.</summary>
internal sealed class BatchChainKernel : Kernel
{
    private readonly Workers _workers;
    private readonly Chains _chains;
    private readonly int _parts;

    public BatchChainKernel(BatchChainSpec spec, CpuBackend backend, Workers workers) : base(spec)
    {
        _workers = workers;
        _parts = spec.Parts;
        _chains = new Chains([.. Enumerable.Range(0, workers.Count).Select(_ => new Chain(spec, backend.ForOneWorker()))]);
    }

    public override IKernelTable InnerPlan => _chains.All[0].Plan;

    public override long InnerBytes => _chains.All.Sum(chain => chain.Plan.ArenaBytes);

    public override void Run() => _workers.Run(_chains, _parts);

    private sealed class Chains(Chain[] chains) : TileWork
    {
        public Chain[] All { get; } = chains;

        public override void RunTile(int tile, int worker) => All[worker].Run(tile);
    }

    // The kernels of one worker.
    private sealed class Chain
    {
        private readonly List<Place> _places = [];
        private readonly Dictionary<BufferSlot, BufferSlot> _inner = [];
        private readonly BatchChainSpec _spec;
        private readonly BatchCut _cut;
        private int _part;

        public Chain(BatchChainSpec spec, CpuBackend backend)
        {
            _spec = spec;
            _cut = new BatchCut(spec.Parts);
            KernelSpec[] specs = [.. spec.Members.Select(member => _cut.Part(member, SlotOf))];
            Plan = new Plan(specs, MemoryPlan.Run(specs, backend.Options.Guarded), backend, backend.Options);
            foreach (var place in _places)
                place.Kernels = [.. Plan.Kernels.Where(kernel => kernel.Spec.Uses(place.Slot))];
        }

        public Plan Plan { get; }

        public void Run(int part)
        {
            foreach (var place in _places)
            {
                var bytes = (nint)(place.Offsets[part] - place.Offsets[_part]) * place.Size;
                if (bytes == 0)
                    continue;
                foreach (var kernel in place.Kernels)
                    kernel.Move(place.Slot, bytes);
            }
            _part = part;
            Plan.Run();
        }

        private BufferSlot SlotOf(BufferView view)
        {
            var slot = view.Buffer;
            if (_spec.Inner.Contains(slot))
            {
                if (!_inner.TryGetValue(slot, out var part))
                {
                    var shape = new Shape(slot.Type.Shape.Size / _spec.Parts);
                    _inner[slot] = part = new BufferSlot(slot.Type with { Shape = shape }, slot.Name);
                }
                return part;
            }
            var offsets = _cut.Offsets(view);
            foreach (var place in _places)
            {
                if (ReferenceEquals(place.Whole, slot) && place.Offsets.AsSpan().SequenceEqual(offsets))
                    return place.Slot;
            }
            var moved = new BufferSlot(slot.Type, slot.Name) { IsKept = true, Memory = slot.Memory, Offset = slot.Offset };
            _places.Add(new Place(slot, moved, offsets, slot.Type.DType.Size()));
            return moved;
        }
    }

    // What lies outside, as the kernels see it: its parts lie so many elements from the first.
    private sealed class Place(BufferSlot whole, BufferSlot slot, long[] offsets, int size)
    {
        public BufferSlot Whole { get; } = whole;

        public BufferSlot Slot { get; } = slot;

        public long[] Offsets { get; } = offsets;

        public int Size { get; } = size;

        public Kernel[] Kernels { get; set; } = [];
    }
}
