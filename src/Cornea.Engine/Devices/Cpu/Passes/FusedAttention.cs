using System.Collections.Immutable;
using Cornea.Compilation.Kernels;

namespace Cornea.Devices.Cpu.Passes;

/// <summary>
/// A product, a softmax of its rows and a product of that become one kernel, with the elementwise programs between them (masks, dropout)
/// and the copies between head layouts around them. Where the gradients are what differentiation makes of such an attention, they become
/// one kernel too, which makes the weights again: then no scores are stored at all.
/// </summary>
internal sealed class FusedAttention
{
    private readonly AttentionGraph _graph;
    private readonly Dictionary<int, KernelSpec> _placed = []; // in place of the kernel of this number
    private readonly HashSet<int> _taken = [];
    private readonly Dictionary<BufferSlot, BufferView> _moved = []; // what is read in place of a slot's elements

    private FusedAttention(IReadOnlyList<KernelSpec> specs) => _graph = new AttentionGraph(specs);

    /// <summary>Puts kernels together; the others stay in their order.</summary>
    /// <param name="specs">The kernels, in order.</param>
    public static IReadOnlyList<KernelSpec> Run(IReadOnlyList<KernelSpec> specs)
    {
        if (!specs.Any(spec => spec is RowSoftmaxSpec))
            return specs;
        var pass = new FusedAttention(specs);
        for (var i = 0; i < specs.Count; i++)
        {
            if (specs[i] is RowSoftmaxSpec { Logarithm: false })
                pass.Take(i);
        }
        return pass._placed.Count == 0 ? specs : pass.Kept();
    }

    private void Take(int softmax)
    {
        if (AttentionParts.Find(_graph, softmax) is not { } parts)
            return;
        // The weights are there when the whole attention is done.
        if (_graph.Readers(parts.Weights).Concat(_graph.Readers(parts.Used))
            .Any(reader => reader < parts.Place && !parts.Members.Contains(reader)))
        {
            return;
        }
        var gradient = AttentionGradientParts.Find(_graph, parts);
        var known = gradient?.Members ?? [];
        // Whoever else reads the weights needs them stored.
        bool IsRead(BufferSlot slot) => slot.Kind != BufferSlotKind.Arena
            || _graph.Readers(slot).Any(reader => !parts.Members.Contains(reader) && !known.Contains(reader));
        if (gradient is not null && (IsRead(parts.Weights) || IsRead(parts.Used)))
            (gradient, known) = (null, []);
        var spec = parts.Spec(IsRead(parts.Weights), !ReferenceEquals(parts.Weights, parts.Used) && IsRead(parts.Used));
        if (parts.Members.Concat(known).Any(_taken.Contains) || !Reads(spec, parts.Place))
            return;
        if (gradient?.Spec(parts.Spec(false, false)) is { } back)
        {
            if (!Reads(back, gradient.Place))
                return;
            _placed[gradient.Place] = back;
            gradient.Results.ForEach(Move);
            _taken.UnionWith(known);
        }
        _placed[parts.Place] = spec;
        Move(parts.Result!);
        _taken.UnionWith(parts.Members);
    }

    private void Move(AttentionResult result)
    {
        if (result.Read is { } read)
            _moved[result.Slot] = read;
    }

    // Whether all that a kernel reads is there at its place, and as it was.
    private bool Reads(KernelSpec spec, int place)
    {
        foreach (var buffer in spec.Reads.Select(read => read.Buffer))
        {
            if (buffer.Kind == BufferSlotKind.Arena ? !(_graph.Writer(buffer) < place)
                : _graph.Specs.Take(place).SelectMany(other => other.Writes).Any(write => ReferenceEquals(write.Buffer, buffer)
                    || (buffer.Variable is not null && ReferenceEquals(write.Buffer.Variable, buffer.Variable))))
            {
                return false;
            }
        }
        return true;
    }

    // Copies that nobody reads any more go too.
    private List<KernelSpec> Kept()
    {
        BufferView Placed(BufferView view) => _moved.GetValueOrDefault(view.Buffer) ?? view;
        var read = new HashSet<BufferSlot>();
        var kept = new List<KernelSpec>();
        for (var i = _graph.Specs.Count - 1; i >= 0; i--)
        {
            if (!_placed.TryGetValue(i, out var spec))
            {
                if (_taken.Contains(i))
                    continue;
                spec = _graph.Specs[i];
                if (spec is ElementwiseSpec { Program.Work: 0 } && spec.Writes.All(write => write.Buffer.Kind == BufferSlotKind.Arena
                    && !read.Contains(write.Buffer) && _graph.Readers(write.Buffer).Count > 0))
                {
                    continue;
                }
            }
            if (spec.Reads.Any(view => Placed(view) != view))
                spec = spec with { Reads = [.. spec.Reads.Select(Placed)] };
            read.UnionWith(spec.Reads.Select(view => view.Buffer));
            kept.Add(spec);
        }
        kept.Reverse();
        return kept;
    }
}
