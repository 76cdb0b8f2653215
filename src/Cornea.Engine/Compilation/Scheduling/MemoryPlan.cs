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
        var lives = new Dictionary<BufferSlot, (int First, int Last)>();
        for (var i = 0; i < specs.Count; i++)
        {
            foreach (var view in specs[i].Reads.Concat(specs[i].Writes))
            {
                if (view.Buffer.Kind == BufferSlotKind.Arena)
                    lives[view.Buffer] = apart ? (0, specs.Count) : lives.TryGetValue(view.Buffer, out var life) ? (life.First, i) : (i, i);
            }
        }
        var homes = apart ? [] : InPlace(specs, lives);

        var placed = new List<(long Start, long End, int First, int Last)>();
        long total = 0;
        foreach (var (slot, life) in lives.OrderByDescending(entry => entry.Key.Type.Bytes).ThenBy(entry => entry.Value.First))
        {
            if (homes.ContainsKey(slot))
                continue;
            var size = (slot.Type.Bytes + Alignment - 1) / Alignment * Alignment;
            size += apart ? Alignment : 0;
            long start = 0;
            foreach (var other in placed.Where(other => other.First <= life.Last && life.First <= other.Last).OrderBy(other => other.Start))
            {
                if (other.Start >= start + size)
                    break;
                start = Math.Max(start, other.End);
            }
            slot.Offset = start;
            placed.Add((start, start + size, life.First, life.Last));
            total = Math.Max(total, start + size);
        }
        foreach (var (slot, home) in homes)
            slot.Offset = home.Offset;
        return total;
    }

    // Slots that take the place of one that ends where they begin; that one then lives as long as they do.
    private static Dictionary<BufferSlot, BufferSlot> InPlace(IReadOnlyList<KernelSpec> specs,
        Dictionary<BufferSlot, (int First, int Last)> lives)
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
                    lives[home] = (lives[home].First, lives[write.Buffer].Last);
                    break;
                }
            }
        }
        return homes;
    }

    private static bool IsSameWalk(BufferView read, BufferView write) => read with { Buffer = write.Buffer } == write
        && read.DType.Size() == write.DType.Size();
}
