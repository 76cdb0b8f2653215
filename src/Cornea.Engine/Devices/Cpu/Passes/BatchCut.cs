using Cornea.Compilation.Kernels;

namespace Cornea.Devices.Cpu.Passes;

/// <summary>A kernel for a part of its batch: the first axes of all it reads and writes, cut into parts of equal size.</summary>
/// <param name="Parts">How many parts.</param>
internal sealed record BatchCut(int Parts)
{
    // Products that are as deep as this may be added in slices of a depth that depends on their batch.
    private const int MostDepth = 4095;

    /// <summary>Whether a kernel makes each part from the same part of what it reads.</summary>
    /// <param name="spec">The kernel.</param>
    public bool Fits(KernelSpec spec) => IsKnown(spec)
        && spec.Views.All(view => Split(view) is not null)
        && spec.Writes.All(view => view.Buffer.Variable is null && view.Buffer.Constant is null);

    /// <summary>Whether all that a view sees of a part lies in that part of its buffer.</summary>
    /// <param name="view">A view that can be cut.</param>
    public bool IsByPart(BufferView view)
    {
        var size = view.Buffer.Type.Shape.Size;
        if (size == 0 || size % Parts != 0)
            return false;
        var (part, offsets) = (First(view), Offsets(view));
        long last = part.Offset;
        for (var i = 0; i < part.Lengths.Length; i++)
        {
            if (part.Lengths[i] == 0 || part.Strides[i] < 0)
                return false;
            last += (part.Lengths[i] - 1L) * part.Strides[i];
        }
        for (var i = 0; i < Parts; i++)
        {
            if (offsets[i] != (long)i * (size / Parts))
                return false;
        }
        return last < size / Parts;
    }

    /// <summary>The kernel of the first part.</summary>
    /// <param name="spec">The kernel of the whole batch.</param>
    /// <param name="slotOf">Where the elements of a view lie from now on.</param>
    public KernelSpec Part(KernelSpec spec, Func<BufferView, BufferSlot> slotOf)
    {
        BufferView Cut(BufferView view) => First(view) with { Buffer = slotOf(view) };
        var (reads, writes) = (spec.Reads.Select(Cut), spec.Writes.Select(Cut));
        return spec switch
        {
            MatMulSpec product => product with { Batch = product.Batch / Parts, Reads = [.. reads], Writes = [.. writes] },
            RowSoftmaxSpec softmax => softmax with { Rows = softmax.Rows / Parts, Reads = [.. reads], Writes = [.. writes] },
            ReduceSpec reduce => reduce with { Lengths = CutLengths([.. reduce.Lengths]), Reads = [.. reads], Writes = [.. writes] },
            _ => spec with { Reads = [.. reads], Writes = [.. writes] },
        };
    }

    /// <summary>Elements from the first part of a view to each of its parts.</summary>
    /// <param name="view">A view that can be cut.</param>
    public long[] Offsets(BufferView view)
    {
        var (whole, pieces) = Split(view)!.Value;
        var offsets = new long[Parts];
        for (var part = 0; part < Parts; part++)
        {
            var (left, piece) = Math.DivRem(part, pieces);
            if (pieces > 1)
                offsets[part] = (long)piece * (view.Lengths[whole] / pieces) * view.Strides[whole];
            for (var axis = whole - 1; axis >= 0; axis--)
            {
                (left, var index) = Math.DivRem(left, view.Lengths[axis]);
                offsets[part] += (long)index * view.Strides[axis];
            }
        }
        return offsets;
    }

    private BufferView First(BufferView view) => view with { Lengths = CutLengths([.. view.Lengths]) };

    private System.Collections.Immutable.ImmutableArray<int> CutLengths(int[] lengths)
    {
        var (whole, pieces) = Split(lengths)!.Value;
        for (var axis = 0; axis < whole; axis++)
            lengths[axis] = 1;
        if (pieces > 1)
            lengths[whole] /= pieces;
        return [.. lengths];
    }

    private (int Whole, int Pieces)? Split(BufferView view) => Split(view.Lengths.AsSpan());

    // How many axes are cut into single indices, and into how many pieces the one behind them; null where that makes no such parts.
    private (int Whole, int Pieces)? Split(ReadOnlySpan<int> lengths)
    {
        var left = Parts;
        for (var axis = 0; axis < lengths.Length; axis++)
        {
            if (left == 1)
                return (axis, 1);
            if (lengths[axis] > 0 && left % lengths[axis] == 0)
            {
                left /= lengths[axis];
                continue;
            }
            return lengths[axis] > left && lengths[axis] % left == 0 ? (axis, left) : null;
        }
        return left == 1 ? (lengths.Length, 1) : null;
    }

    private bool IsKnown(KernelSpec spec) => spec switch
    {
        MatMulSpec product => product.Batch % Parts == 0 && product.Depth <= MostDepth,
        RowSoftmaxSpec softmax => IsBefore(spec.Reads[0].Lengths.AsSpan(), spec.Reads[0].Lengths.Length - 1) && softmax.Rows % Parts == 0,
        ReduceSpec reduce => IsBefore(reduce.Lengths.AsSpan(), reduce.First),
        ElementwiseSpec => true,
        _ => false,
    };

    // Whether only axes before this one are cut.
    private bool IsBefore(ReadOnlySpan<int> lengths, int axis) =>
        Split(lengths) is var (whole, pieces) && whole + (pieces > 1 ? 1 : 0) <= axis;
}
