using Cornea.Compilation.Kernels;

namespace Cornea.Devices.Cpu.Passes;

/// <summary>
/// Attention and what else multiplies a batch of matrices: products, softmax, sums and elementwise kernels that pass values from one to
/// the next, matrix by matrix, become one kernel that runs them for a few matrices at a time. What passes between them stays in the
/// cache, and is stored only where somebody else reads it. The kernels are the same, so no bit changes.
/// </summary>
internal sealed class BatchChains
{
    private const int LeastParts = 8;
    private const int FarthestAhead = 32;
    private const long LeastPartBytes = 64 * 1024; // what a part touches: enough to be worth its calls
    private const long MostPartBytes = 768 * 1024; // about what the second cache holds
    private const long LeastInnerBytes = 128 * 1024; // less than this stays in the cache anyway

    private readonly IReadOnlyList<KernelSpec> _specs;
    private readonly Dictionary<BufferSlot, List<int>> _touching = [];
    private readonly HashSet<int> _taken = [];

    private BatchChains(IReadOnlyList<KernelSpec> specs)
    {
        _specs = specs;
        for (var i = 0; i < specs.Count; i++)
        {
            foreach (var slot in Slots(specs[i]))
            {
                if (!_touching.TryGetValue(slot, out var kernels))
                    _touching[slot] = kernels = [];
                kernels.Add(i);
            }
        }
    }

    /// <summary>Puts kernels together; the others stay in their order.</summary>
    /// <param name="specs">The kernels, in order.</param>
    public static IReadOnlyList<KernelSpec> Run(IReadOnlyList<KernelSpec> specs)
    {
        if (!specs.Any(IsStart))
            return specs;
        var chains = new BatchChains(specs);
        var ends = new Dictionary<int, KernelSpec>();
        for (var i = 0; i < specs.Count; i++)
        {
            if (!IsStart(specs[i]) || chains._taken.Contains(i) || chains.From(i) is not var (members, chain))
                continue;
            chains._taken.UnionWith(members);
            ends[members[^1]] = chain;
        }
        return [.. Enumerable.Range(0, specs.Count).Where(i => ends.ContainsKey(i) || !chains._taken.Contains(i))
            .Select(i => ends.GetValueOrDefault(i) ?? specs[i])];
    }

    private static bool IsStart(KernelSpec spec) => spec is MatMulSpec { Batch: >= LeastParts };

    private (List<int> Members, BatchChainSpec Chain)? From(int first)
    {
        var cut = new BatchCut(((MatMulSpec)_specs[first]).Batch);
        if (!cut.Fits(_specs[first]))
            return null;
        List<int> members = [first];
        for (var i = first + 1; i < Math.Min(_specs.Count, first + FarthestAhead); i++)
        {
            if (_taken.Contains(i))
            {
                if (Conflicts(members, _specs[i]))
                    break;
            }
            else if (Joins(members, i, cut))
            {
                members.Add(i);
            }
            else if (Conflicts(members, _specs[i]))
            {
                break;
            }
        }
        Sources(members, first, cut);
        var inner = Inner(members, cut);
        // A product and the copy that it reads pass nothing on that is worth keeping near.
        if (members.Count(member => _specs[member].Work > 0) < 2 || inner.Sum(slot => slot.Type.Bytes) < LeastInnerBytes)
            return null;
        while (cut.Parts % 2 == 0 && cut.Parts / 2 >= LeastParts && PartBytes(members, cut) < LeastPartBytes
            && Halved(members, inner, cut) is { } larger)
        {
            cut = larger;
        }
        if (PartBytes(members, cut) > MostPartBytes)
            return null;
        KernelSpec[] specs = [.. members.Select(member => _specs[member])];
        BufferView[] outside = [.. specs.SelectMany(spec => spec.Writes).Where(view => !inner.Contains(view.Buffer))];
        return (members, new BatchChainSpec(cut.Parts, [.. specs], [.. inner],
            [.. specs.SelectMany(spec => spec.Reads).Where(view => !inner.Contains(view.Buffer)
                && !outside.Any(write => ReferenceEquals(write.Buffer, view.Buffer)))],
            [.. outside]));
    }

    // It takes a value from the chain, and every value of the chain part by part.
    private bool Joins(List<int> members, int candidate, BatchCut cut)
    {
        var spec = _specs[candidate];
        var written = members.SelectMany(member => _specs[member].Writes).ToArray();
        BufferView[] passed = [.. spec.Reads.Where(read => written.Any(write => ReferenceEquals(write.Buffer, read.Buffer)))];
        return passed.Length > 0 && cut.Fits(spec) && passed.All(cut.IsByPart)
            && written.Where(write => passed.Any(read => ReferenceEquals(write.Buffer, read.Buffer))).All(cut.IsByPart)
            && !spec.Writes.Any(write => members.SelectMany(member => Slots(_specs[member])).Contains(write.Buffer));
    }

    // Copies and the like that only the chain reads: made part by part as well.
    private void Sources(List<int> members, int first, BatchCut cut)
    {
        for (var i = members[^1] - 1; i >= Math.Max(0, first - FarthestAhead); i--)
        {
            if (members.Contains(i) || _taken.Contains(i) || _specs[i] is not ElementwiseSpec { Writes.Length: 1 } spec)
                continue;
            var target = spec.Writes[0].Buffer;
            if (target.Kind != BufferSlotKind.Arena || !cut.Fits(spec) || !cut.IsByPart(spec.Writes[0])
                || _touching[target].Any(user => user != i && !(members.Contains(user) && user > i))
                || !members.SelectMany(member => _specs[member].Reads).Where(read => ReferenceEquals(read.Buffer, target))
                    .All(cut.IsByPart))
            {
                continue;
            }
            var between = Enumerable.Range(i + 1, members[^1] - i).Where(other => !members.Contains(other));
            if (!between.Any(other => Conflicts([i], _specs[other])))
                members.Insert(members.Count(member => member < i), i);
        }
    }

    // Values that nobody but the members touches.
    private List<BufferSlot> Inner(List<int> members, BatchCut cut) =>
    [
        .. members.SelectMany(member => _specs[member].Writes).Where(write => write.Buffer.Kind == BufferSlotKind.Arena
            && cut.IsByPart(write) && _touching[write.Buffer].All(members.Contains)).Select(write => write.Buffer).Distinct(),
    ];

    private BatchCut? Halved(List<int> members, List<BufferSlot> inner, BatchCut cut)
    {
        var half = new BatchCut(cut.Parts / 2);
        var written = members.SelectMany(member => _specs[member].Writes).Select(write => write.Buffer).ToHashSet();
        return members.All(member => half.Fits(_specs[member]))
            && members.SelectMany(member => _specs[member].Views)
                .Where(view => inner.Contains(view.Buffer) || written.Contains(view.Buffer)).All(half.IsByPart)
            ? half : null;
    }

    private long PartBytes(List<int> members, BatchCut cut) => members.SelectMany(member => Slots(_specs[member])).Distinct()
        .Sum(slot => slot.Type.Bytes) / cut.Parts;

    // Whether a kernel that stands behind members cannot run before them.
    private bool Conflicts(IReadOnlyList<int> members, KernelSpec later)
    {
        foreach (var member in members.Select(member => _specs[member]))
        {
            if (later.Views.Any(view => member.Writes.Any(write => IsSame(view.Buffer, write.Buffer)))
                || later.Writes.Any(view => member.Reads.Any(read => IsSame(view.Buffer, read.Buffer))))
            {
                return true;
            }
        }
        return false;
    }

    private static bool IsSame(BufferSlot one, BufferSlot other) => ReferenceEquals(one, other)
        || (one.Variable is not null && ReferenceEquals(one.Variable, other.Variable));

    private static IEnumerable<BufferSlot> Slots(KernelSpec spec) =>
        spec.Views.Select(view => view.Buffer).Distinct();
}
