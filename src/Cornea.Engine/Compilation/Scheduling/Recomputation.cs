using Cornea.Compilation.Kernels;

namespace Cornea.Compilation.Scheduling;

/// <summary>
/// Computes values of the forward pass again before the backward pass reads them, by copies of the kernels that made them, so that they
/// need no room while most is held (<see cref="Checkpointing"/>). The forward pass ends at the kernel during which most is held. A copy
/// reads what the original read, stands before the first update of a variable among that, and so makes the same bits.
/// </summary>
internal sealed class Recomputation
{
    // A value under such a share of all that is held stays: means and variances are small, and cost a pass over what is large.
    private const int LeastShare = 1024;

    private static readonly int[] SegmentCounts = [2, 3, 4, 6, 8, 12, 16, 24, 32];

    private readonly IReadOnlyList<KernelSpec> _specs;
    private readonly Dictionary<BufferSlot, Life> _lives = [];
    private readonly Dictionary<Variable, int> _firstUpdates = [];
    private readonly int _turn;
    private readonly long _most;

    private Recomputation(IReadOnlyList<KernelSpec> specs)
    {
        _specs = specs;
        for (var i = 0; i < specs.Count; i++)
        {
            foreach (var slot in specs[i].Reads.Select(view => view.Buffer).Distinct())
            {
                if (slot.Kind == BufferSlotKind.Arena)
                    LifeOf(slot).Reads.Add(i);
            }
            foreach (var slot in specs[i].Writes.Select(view => view.Buffer).Distinct())
            {
                if (slot.Variable is { } variable)
                    _firstUpdates.TryAdd(variable, i);
                if (slot.Kind == BufferSlotKind.Arena)
                    LifeOf(slot).Writes.Add(i);
            }
        }
        var changes = new long[specs.Count + 1];
        foreach (var (slot, life) in _lives)
        {
            changes[life.First] += slot.Type.Bytes;
            changes[life.Last + 1] -= slot.Type.Bytes;
        }
        long held = 0;
        for (var i = 0; i < specs.Count; i++)
        {
            held += changes[i];
            if (held > _most)
                (_turn, _most) = (i, held);
        }
    }

    /// <summary>The kernels with copies among them; those given where no copy saves memory.</summary>
    /// <param name="specs">The kernels, in order.</param>
    /// <param name="how">What to compute again.</param>
    public static IReadOnlyList<KernelSpec> Run(IReadOnlyList<KernelSpec> specs, Checkpointing how)
    {
        var all = new Recomputation(specs);
        var (best, least) = (specs, MemoryPlan.Run(specs));
        foreach (var copies in how == Checkpointing.Elementwise ? [all.OfElementwise()] : SegmentCounts.Select(all.OfSegments))
        {
            var changed = all.With(copies);
            var bytes = MemoryPlan.Run(changed);
            if (bytes < least)
                (best, least) = (changed, bytes);
        }
        return best;
    }

    // Large values that are made before the turn and read behind it, in the order in which they are made.
    private IEnumerable<BufferSlot> Crossing => _lives
        .Where(life => life.Value.First < _turn && FirstReadBehind(life.Value) > _turn && life.Key.Type.Bytes >= _most / LeastShare)
        .OrderBy(life => Position(life.Value)).Select(life => life.Key);

    // Where in the forward pass a value belongs. What is made of no other, as random numbers are, may be made long before.
    private int Position(Life life) => _specs[life.First].Reads.Any(view => view.Buffer.Kind == BufferSlotKind.Arena) ? life.First
        : life.Reads.Count > 0 ? life.Reads[0] : life.First;

    private Life LifeOf(BufferSlot slot)
    {
        if (!_lives.TryGetValue(slot, out var life))
            _lives[slot] = life = new Life();
        return life;
    }

    private List<Copies> OfElementwise()
    {
        var (result, dropped, sources) = (new List<Copies>(), new HashSet<BufferSlot>(), new HashSet<BufferSlot>());
        // The largest first: what a copy reads has to stay.
        foreach (var made in Crossing.GroupBy(slot => _lives[slot].First).OrderByDescending(made => made.Max(slot => slot.Type.Bytes)))
        {
            var at = made.Min(slot => FirstReadBehind(_lives[slot]));
            BufferSlot[] own = [.. made.Where(slot => CanDrop(slot, at))];
            if (_specs[made.Key] is not ElementwiseSpec maker || own.Length == 0 || Array.Exists(own, sources.Contains))
                continue;
            BufferSlot[] read = [.. maker.Reads.Select(view => view.Buffer).Where(source => source.Kind == BufferSlotKind.Arena)];
            if (!Array.TrueForAll(read, source => _lives[source].Last >= at && !dropped.Contains(source)))
                continue;
            dropped.UnionWith(own);
            sources.UnionWith(read);
            result.Add(new Copies(at, [made.Key], own));
        }
        return result;
    }

    private List<Copies> OfSegments(int count)
    {
        var result = new List<Copies>();
        BufferSlot[] crossing = [.. Crossing];
        var total = crossing.Sum(slot => slot.Type.Bytes);
        long before = 0;
        // The last segment ends at the turn: there is nothing to save.
        foreach (var segment in crossing.GroupBy(slot => Math.Min(count - 1, (before += slot.Type.Bytes) * count / Math.Max(1, total))))
        {
            if (segment.Key == count - 1)
                continue;
            var (first, last) = (Position(_lives[segment.First()]), Position(_lives[segment.Last()]));
            // What later segments read on their way forward stays.
            BufferSlot[] own = [.. segment.Where(slot => _lives[slot].Reads.TrueForAll(read => read <= last || read > _turn))];
            if (own.Length == 0)
                continue;
            var at = own.Min(slot => FirstReadBehind(_lives[slot]));
            var dropped = own.Where(slot => CanDrop(slot, at)).ToHashSet();
            var kernels = new SortedSet<int>();
            var open = new Stack<BufferSlot>(dropped);
            while (open.TryPop(out var slot))
            {
                if (!kernels.Add(_lives[slot].First))
                    continue;
                foreach (var source in _specs[_lives[slot].First].Reads.Select(view => view.Buffer))
                {
                    if (source.Kind == BufferSlotKind.Arena && _lives[source] is var life
                        && Position(life) >= first && Position(life) <= last
                        && CanCopy(life, at) && (dropped.Contains(source) || life.Last < at))
                    {
                        open.Push(source);
                    }
                }
            }
            result.Add(new Copies(at, [.. kernels], dropped));
        }
        return result;
    }

    private int FirstReadBehind(Life life) => life.Reads.Find(read => read > _turn);

    // Kernels that hold a plan of their own know the slots that they were made for.
    private bool CanDrop(BufferSlot slot, int at) => CanCopy(_lives[slot], at)
        && !_lives[slot].Reads.Exists(read => read > _turn && _specs[read] is ScanSpec);

    // One kernel makes all of it and nothing outside the arena, and no variable that it reads has changed before the copy runs.
    private bool CanCopy(Life life, int at) => life.Writes.Count == 1 && _specs[life.First] is var maker and not ScanSpec
        && maker.Writes.All(view => view.Buffer.Kind == BufferSlotKind.Arena && _lives[view.Buffer].Writes.Count == 1)
        && maker.Reads.All(view => view.Buffer.Variable is not { } variable || _firstUpdates.GetValueOrDefault(variable, at) >= at);

    private List<KernelSpec> With(List<Copies> copies)
    {
        var result = new List<KernelSpec>();
        var again = new Dictionary<BufferSlot, BufferSlot>();
        var next = new Queue<Copies>(copies.OrderBy(each => each.At));
        for (var i = 0; i < _specs.Count; i++)
        {
            while (next.TryPeek(out var due) && due.At == i)
            {
                // Among the copies, all they make is read anew; behind them, what was dropped.
                var made = new Dictionary<BufferSlot, BufferSlot>();
                foreach (var kernel in next.Dequeue().Kernels)
                {
                    foreach (var view in _specs[kernel].Writes)
                        made.TryAdd(view.Buffer, new BufferSlot(view.Buffer.Type, view.Buffer.Name + " again"));
                    result.Add(Rebound(_specs[kernel], slot => made.GetValueOrDefault(slot) ?? again.GetValueOrDefault(slot, slot)));
                }
                foreach (var slot in due.Dropped)
                    again[slot] = made[slot];
            }
            result.Add(Rebound(_specs[i], slot => again.GetValueOrDefault(slot, slot)));
        }
        return result;
    }

    private static KernelSpec Rebound(KernelSpec spec, Func<BufferSlot, BufferSlot> slotOf) =>
        spec.Views.All(view => ReferenceEquals(slotOf(view.Buffer), view.Buffer)) ? spec : spec with
        {
            Reads = [.. spec.Reads.Select(view => view with { Buffer = slotOf(view.Buffer) })],
            Writes = [.. spec.Writes.Select(view => view with { Buffer = slotOf(view.Buffer) })],
        };

    // The kernels that write and read a value.
    private sealed class Life
    {
        public List<int> Writes { get; } = [];

        public List<int> Reads { get; } = [];

        // Nothing writes what has no elements.
        public int First => Writes.Count > 0 ? Writes[0] : Reads[0];

        public int Last => Math.Max(Writes.Count > 0 ? Writes[^1] : 0, Reads.Count > 0 ? Reads[^1] : 0);
    }

    // Kernels that run again before one, and the values that are read from them afterwards.
    private sealed record Copies(int At, IReadOnlyList<int> Kernels, IReadOnlyCollection<BufferSlot> Dropped);
}
