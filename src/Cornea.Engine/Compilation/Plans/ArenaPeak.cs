using System.Globalization;
using System.Text;
using Cornea.Compilation.Kernels;

namespace Cornea.Compilation.Plans;

/// <summary>The kernel during which most of an arena is in use, and which values lie there then.</summary>
internal static class ArenaPeak
{
    private const int MostLines = 12;

    /// <summary>One line for the kernel and one for each kind of value held there, those of most bytes first; nothing where no kernel
    /// uses the arena.</summary>
    /// <param name="specs">The kernels, in order; their slots have offsets.</param>
    public static string Describe(IReadOnlyList<KernelSpec> specs)
    {
        var lives = new Dictionary<BufferSlot, (int First, int Last)>();
        for (var i = 0; i < specs.Count; i++)
        {
            foreach (var slot in specs[i].Views.Select(view => view.Buffer).Where(slot => slot.Kind == BufferSlotKind.Arena))
                lives[slot] = (lives.TryGetValue(slot, out var life) ? life.First : i, i);
        }
        var (peak, most) = (0, 0L);
        for (var i = 0; i < specs.Count; i++)
        {
            var held = Held(lives, i).Sum(slot => slot.Type.Bytes);
            if (held > most)
                (peak, most) = (i, held);
        }
        if (most == 0)
            return "";

        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"most is held at kernel {peak}, {specs[peak].Name}: {most:N0} bytes\n");
        var kinds = Held(lives, peak)
            .GroupBy(slot => (slot.Name, slot.Type, Early: lives[slot].First < peak, Late: lives[slot].Last > peak))
            .OrderByDescending(kind => kind.Sum(slot => slot.Type.Bytes)).ToArray();
        foreach (var kind in kinds.Take(MostLines))
        {
            text.Append(CultureInfo.InvariantCulture, $"    {kind.Sum(slot => slot.Type.Bytes),13:N0} B  ")
                .Append(CultureInfo.InvariantCulture, $"{kind.Count()} x {kind.Key.Type} of ")
                .Append(CultureInfo.InvariantCulture, $"{kind.Key.Name}, kernels {kind.Min(slot => lives[slot].First)}")
                .Append(CultureInfo.InvariantCulture, $"..{kind.Max(slot => lives[slot].Last)}\n");
        }
        if (kinds.Length > MostLines)
        {
            var others = kinds.Skip(MostLines).Sum(kind => kind.Sum(slot => slot.Type.Bytes));
            text.Append(CultureInfo.InvariantCulture, $"    {others,13:N0} B  in {kinds.Length - MostLines} other kinds\n");
        }
        return text.ToString();
    }

    // A value that takes another's place is held with it once, as the place it lies in.
    private static IEnumerable<BufferSlot> Held(Dictionary<BufferSlot, (int First, int Last)> lives, int kernel) =>
        lives.Where(life => life.Value.First <= kernel && kernel <= life.Value.Last)
            .GroupBy(life => life.Key.Offset).Select(places => places.MaxBy(life => life.Key.Type.Bytes).Key);
}
