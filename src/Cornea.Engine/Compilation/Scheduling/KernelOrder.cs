using Cornea.Compilation.Kernels;

namespace Cornea.Compilation.Scheduling;

/// <summary>
/// Puts kernels into an order in which each runs after what it reads is written, and after everyone has read what it
/// overwrites; those that end a value's life early (see <see cref="ReadyKernels"/>), otherwise in the order given.
/// </summary>
internal static class KernelOrder
{
    /// <summary>The order, or null and the variables that cannot be updated in place.</summary>
    public static IReadOnlyList<KernelSpec>? Sort(
        List<KernelSpec> specs, Dictionary<Variable, BufferSlot> variables, out IReadOnlyCollection<Variable> blocked)
    {
        var followers = new List<int>[specs.Count];
        var waiting = new int[specs.Count];
        for (var i = 0; i < specs.Count; i++)
            followers[i] = [];
        void Edge(int first, int then)
        {
            if (first == then)
                return;
            followers[first].Add(then);
            waiting[then]++;
        }

        var writers = new Dictionary<BufferSlot, List<int>>();
        var readers = new Dictionary<BufferSlot, List<int>>();
        for (var i = 0; i < specs.Count; i++)
        {
            foreach (var slot in specs[i].Reads.Select(view => view.Buffer).Distinct())
            {
                foreach (var writer in writers.GetValueOrDefault(slot, []))
                    Edge(writer, i);
                Add(readers, slot, i);
            }
            foreach (var slot in specs[i].Writes.Select(view => view.Buffer).Distinct())
            {
                foreach (var writer in writers.GetValueOrDefault(slot, []))
                    Edge(writer, i);
                Add(writers, slot, i);
            }
        }
        foreach (var (slot, list) in writers)
        {
            if (slot.Variable is not { } variable || !variables.TryGetValue(variable, out var old))
                continue;
            foreach (var reader in readers.GetValueOrDefault(old, []))
                Edge(reader, list[0]);
        }

        var ready = new ReadyKernels(specs);
        for (var i = 0; i < specs.Count; i++)
        {
            if (waiting[i] == 0)
                ready.Add(i);
        }
        var sorted = new List<KernelSpec>();
        while (ready.Take() is { } next)
        {
            sorted.Add(specs[next]);
            foreach (var follower in followers[next])
            {
                if (--waiting[follower] == 0)
                    ready.Add(follower);
            }
        }
        blocked = [.. Enumerable.Range(0, specs.Count).Where(i => waiting[i] > 0)
            .SelectMany(i => specs[i].Writes).Select(view => view.Buffer.Variable).OfType<Variable>().Distinct()];
        return sorted.Count == specs.Count ? sorted
            : blocked.Count > 0 ? null
            : throw new InvalidOperationException(
                "The kernels wait for each other in a circle without an update in place; the schedule is wrong.");
    }

    private static void Add(Dictionary<BufferSlot, List<int>> map, BufferSlot slot, int kernel)
    {
        if (!map.TryGetValue(slot, out var list))
            map[slot] = list = [];
        list.Add(kernel);
    }
}
