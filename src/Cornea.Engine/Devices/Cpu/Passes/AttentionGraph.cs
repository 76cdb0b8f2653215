using Cornea.Compilation.Kernels;

namespace Cornea.Devices.Cpu.Passes;

/// <summary>Kernels in their order, and who reads and writes what, as the passes that look for attention ask.</summary>
internal sealed class AttentionGraph
{
    private readonly Dictionary<BufferSlot, List<int>> _readers = [];
    private readonly Dictionary<BufferSlot, List<int>> _writers = [];

    public AttentionGraph(IReadOnlyList<KernelSpec> specs)
    {
        Specs = specs;
        for (var i = 0; i < specs.Count; i++)
        {
            foreach (var view in specs[i].Reads)
                Add(_readers, view.Buffer, i);
            foreach (var view in specs[i].Writes)
                Add(_writers, view.Buffer, i);
        }
    }

    /// <summary>The kernels, in order.</summary>
    public IReadOnlyList<KernelSpec> Specs { get; }

    /// <summary>Who reads a slot.</summary>
    public IReadOnlyList<int> Readers(BufferSlot slot) => _readers.GetValueOrDefault(slot) ?? [];

    /// <summary>Who writes a slot, where it is one kernel alone.</summary>
    public int? Writer(BufferSlot slot) => _writers.TryGetValue(slot, out var writers) && writers.Count == 1 ? writers[0] : null;

    /// <summary>Whether a view is all of its slot, in order.</summary>
    public static bool IsWhole(BufferView view) => view.Offset == 0 && view.IsContiguous && view.Count == view.Buffer.Type.Shape.Size;

    /// <summary>Whether the last two axes have these lengths, and those before them make so many matrices.</summary>
    public static bool IsMatrices(BufferView view, int batch, int rows, int columns) => view.Lengths.Length >= 2
        && view.Lengths[^2] == rows && view.Lengths[^1] == columns && view.Count == (long)batch * rows * columns;

    /// <summary>The same elements where they lay before they were copied, where a copy was made for this kernel; else the view.</summary>
    /// <param name="view">Matrices, [batch, rows, columns].</param>
    public BufferView BeforeCopy(BufferView view)
    {
        if (view.Buffer.Kind != BufferSlotKind.Arena || Writer(view.Buffer) is not { } writer || !IsCopy(writer, out var from, out var to)
            || !IsWhole(to) || from.Lengths.Length < 2)
        {
            return view;
        }
        var (rows, columns) = (from.Lengths[^2], from.Lengths[^1]);
        if (IsWhole(view) && IsMatrices(view, view.Lengths[0], rows, columns))
            return from;
        var turned = LastTurned(view);
        return IsWhole(turned) && IsMatrices(turned, view.Lengths[0], rows, columns) ? LastTurned(from) : view;
    }

    /// <summary>Where a product's results go: where those that read them all read them in one other order, as between layouts of heads,
    /// they are written in that order, and to where they are copied; else where they are.</summary>
    /// <param name="view">Matrices, [batch, rows, columns].</param>
    public AttentionResult Place(BufferView view)
    {
        var slot = view.Buffer;
        var reads = Readers(slot).SelectMany(reader => Specs[reader].Reads).Where(read => ReferenceEquals(read.Buffer, slot)).ToArray();
        if (slot.Kind != BufferSlotKind.Arena || reads.Length == 0 || reads.Any(read => read != reads[0]) || !IsWhole(view)
            || reads[0].Count != view.Count)
        {
            return AttentionResult.AsItIs(view);
        }
        // The axes in the order in which the elements lie.
        var first = reads[0];
        int[] order = [.. Enumerable.Range(0, first.Lengths.Length).OrderByDescending(axis => first.Lengths[axis] == 1 ? int.MaxValue
            : first.Strides[axis])];
        var ordered = first.Transpose([.. order]);
        if (!IsWhole(ordered) || !IsMatrices(ordered, view.Lengths[0], view.Lengths[1], view.Lengths[2]))
            return AttentionResult.AsItIs(view);
        int[] copies = [.. Readers(slot).Where(reader => IsCopy(reader, out _, out _))];
        if (copies.Length == 1 && IsCopy(copies[0], out _, out var to) && to.Buffer.Variable is null && Writer(to.Buffer) == copies[0]
            && IsWhole(to))
        {
            return new AttentionResult(to.Transpose([.. order]), slot, to, copies[0]);
        }
        var inOrder = first with { Strides = [.. new Shape(first.Lengths.AsSpan()).Strides()] };
        return new AttentionResult(inOrder.Transpose([.. order]), slot, inOrder, null);
    }

    /// <summary>A view whose last two axes have changed places.</summary>
    public static BufferView LastTurned(BufferView view)
    {
        int[] order = [.. Enumerable.Range(0, view.Lengths.Length)];
        (order[^1], order[^2]) = (order[^2], order[^1]);
        return view.Transpose([.. order]);
    }

    private bool IsCopy(int index, out BufferView from, out BufferView to)
    {
        (from, to) = (Specs[index].Writes[0], Specs[index].Writes[0]);
        if (Specs[index] is not ElementwiseSpec { Program.Work: 0, Reads.Length: 1, Writes.Length: 1 } copy
            || copy.Program.Instructions[copy.Program.Results[0]] is not LoadInstruction || copy.Reads[0].DType != copy.Writes[0].DType)
        {
            return false;
        }
        from = copy.Reads[0];
        return true;
    }

    private static void Add(Dictionary<BufferSlot, List<int>> kernels, BufferSlot slot, int index)
    {
        if (!kernels.TryGetValue(slot, out var list))
            kernels[slot] = list = [];
        if (list.Count == 0 || list[^1] != index)
            list.Add(index);
    }
}
