using Cornea.Compilation.Kernels;

namespace Cornea.Compilation.Scheduling;

/// <summary>
/// Offsets of all slots in one arena: two slots share bytes only when the last kernel that uses one runs before the first that
/// uses the other, or is that kernel and writes each element after it has read the one in its place. Largest first, each at the
/// lowest position that is free for its whole life.
/// </summary>
internal static class MemoryPlan
{
    /// <summary>Every buffer begins at a multiple of so many bytes.</summary>
    public const int Alignment = 64;

    /// <summary>Gives each arena slot its offset and returns the bytes needed.</summary>
    /// <param name="specs">The kernels, in order.</param>
    /// <param name="apart">Give each slot bytes of its own and leave a gap behind it, so that a write past its end can be seen.</param>
    public static long Run(IReadOnlyList<KernelSpec> specs, bool apart = false)
    {
        var lives = new Dictionary<BufferSlot, Life>();
        for (var i = 0; i < specs.Count; i++)
        {
            foreach (var view in specs[i].Views)
            {
                if (view.Buffer.Kind == BufferSlotKind.Arena)
                    lives[view.Buffer] = apart ? new Life(0, specs.Count) : new Life(lives.GetValueOrDefault(view.Buffer)?.First ?? i, i);
            }
        }
        var homes = apart ? [] : InPlace(specs, lives);

        var placed = new List<Place>(); // by their starts
        long total = 0;
        foreach (var slot in lives.Keys.OrderByDescending(slot => slot.Type.Bytes).ThenBy(slot => lives[slot].First))
        {
            var life = lives[slot];
            if (homes.ContainsKey(slot))
                continue;
            var size = (slot.Type.Bytes + Alignment - 1) / Alignment * Alignment;
            size += apart ? Alignment : 0;
            long start = 0;
            var index = 0;
            for (; index < placed.Count && placed[index].Start < start + size; index++)
            {
                var other = placed[index];
                if (other.Life.First <= life.Last && life.First <= other.Life.Last)
                    start = Math.Max(start, other.End);
            }
            slot.Offset = start;
            while (index > 0 && placed[index - 1].Start > start)
                index--;
            placed.Insert(index, new Place(start, start + size, life));
            total = Math.Max(total, start + size);
        }
        foreach (var (slot, home) in homes)
            slot.Offset = home.Offset;
        return total;
    }

    // Slots that take the place of one that ends where they begin; that one then lives as long as they do.
    private static Dictionary<BufferSlot, BufferSlot> InPlace(IReadOnlyList<KernelSpec> specs,
        Dictionary<BufferSlot, Life> lives)
    {
        var homes = new Dictionary<BufferSlot, BufferSlot>();
        for (var i = 0; i < specs.Count; i++)
        {
            // These kernels read all operands of some elements before they write them.
            var spec = specs[i];
            if (spec is not (ElementwiseSpec or ReduceSpec))
                continue;
            var taken = new HashSet<BufferSlot>();
            foreach (var write in spec is ReduceSpec reduce ? spec.Writes.Skip(reduce.Kinds.Length) : spec.Writes)
            {
                if (write.Buffer.Kind != BufferSlotKind.Arena || lives[write.Buffer].First != i || homes.ContainsKey(write.Buffer))
                    continue;
                foreach (var read in spec.Reads)
                {
                    if (read.Buffer.Kind != BufferSlotKind.Arena || lives[read.Buffer].Last != i
                        || read.Buffer.Type.Bytes != write.Buffer.Type.Bytes
                        || !spec.Reads.All(other => !ReferenceEquals(other.Buffer, read.Buffer) || IsSameWalk(other, write))
                            || !taken.Add(read.Buffer))
                    {
                        continue;
                    }
                    var home = homes.GetValueOrDefault(read.Buffer, read.Buffer);
                    homes[write.Buffer] = home;
                    lives[home] = new Life(lives[home].First, lives[write.Buffer].Last);
                    break;
                }
            }
        }
        return homes;
    }

    private static bool IsSameWalk(BufferView read, BufferView write) => read with { Buffer = write.Buffer } == write
        && read.DType.Size() == write.DType.Size();

    // Classes, since the JIT makes code of its own for each list and query of structs, and a first step has many of them.
    private sealed record Life(int First, int Last);

    private sealed record Place(long Start, long End, Life Life);
}
