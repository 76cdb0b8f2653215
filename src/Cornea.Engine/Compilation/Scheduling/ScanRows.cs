using System.Collections.Immutable;
using Cornea.Compilation.Kernels;

namespace Cornea.Compilation.Scheduling;

/// <summary>
/// A recurrence for some rows of its batch. Where every kernel of the step makes a row of what it writes from the same row of what it
/// reads, from whole tensors of the graph around and from nothing else, rows can run through all steps without waiting for one another,
/// and none of them changes a bit.
/// </summary>
internal sealed class ScanRows
{
    // Products that are as deep as this may be added in slices of a depth that depends on their rows.
    private const int MostDepth = 4095;

    private readonly ScanSpec _spec;
    private readonly int _batch;
    private readonly int _first;
    private readonly int _count;
    private readonly Dictionary<BufferSlot, BufferSlot> _parts = [];

    private ScanRows(ScanSpec spec, int batch, int first, int count) => (_spec, _batch, _first, _count) = (spec, batch, first, count);

    /// <summary>The recurrence cut into parts of nearly equal numbers of rows; null where rows cannot run apart or are too few.</summary>
    /// <param name="spec">The recurrence.</param>
    /// <param name="parts">The most parts.</param>
    /// <param name="guarded">Whether buffers lie apart, with a gap behind each.</param>
    public static ScanSpec[]? Cut(ScanSpec spec, int parts, bool guarded)
    {
        var step = spec.Step;
        var batch = step.Carries.Length == 0 || step.Carries[0].Type.Shape.Rank == 0 ? 0 : step.Carries[0].Type.Shape[0];
        parts = Math.Min(parts, batch);
        if (parts < 2 || spec.Length < 2)
            return null;
        var cut = new ScanSpec[parts];
        for (var i = 0; i < parts; i++)
        {
            var first = (int)((long)batch * i / parts);
            var rows = new ScanRows(spec, batch, first, (int)((long)batch * (i + 1) / parts) - first);
            if (rows.Run(guarded) is not { } part)
                return null;
            cut[i] = part;
        }
        return cut;
    }

    private ScanSpec? Run(bool guarded)
    {
        var step = _spec.Step;
        BufferSlot[] kept = [.. step.Buffers];
        if (kept.Any(slot => slot.Type.Shape.Rank == 0 || slot.Type.Shape[0] != _batch || slot.Type.Shape.Size == 0))
            return null;
        foreach (var slot in kept)
            _parts[slot] = new BufferSlot(slot.Type with { Shape = slot.Type.Shape.With(0, _count) }, slot.Name) { IsKept = true };
        var specs = new List<KernelSpec>(step.Specs.Count);
        foreach (var spec in step.Specs)
        {
            if (Part(spec) is not { } part)
                return null;
            specs.Add(part);
        }
        var inner = new StepPlan(
            specs, MemoryPlan.Run(specs, guarded), [.. step.Carries.Select(slot => _parts[slot])],
            [.. step.Inputs.Select(slot => _parts[slot])],
            [.. step.Results.Select(result => result with { Source = _parts[result.Source] })]);
        var reads = _spec.Reads.Select((view, i) => i < step.Carries.Length ? Rows(view, 0)
            : i < step.Carries.Length + step.Inputs.Length ? Rows(view, 1) : view);
        var writes = _spec.Writes.Select((view, i) => Rows(view, step.Results[i].Time == StepResultTime.AfterAll ? 0 : 1));
        return _spec with { Step = inner, Reads = [.. reads], Writes = [.. writes] };
    }

    private KernelSpec? Part(KernelSpec spec) => spec switch
    {
        ElementwiseSpec elementwise => Part(elementwise),
        ReduceSpec reduce when reduce.First > 0 && reduce.Lengths[0] == _batch => Parts(reduce, 0) is var (reads, writes)
            ? reduce with { Lengths = reduce.Lengths.SetItem(0, _count), Reads = reads, Writes = writes }
            : null,
        RowSoftmaxSpec softmax => Parts(softmax, 0) is var (reads, writes)
            ? softmax with { Rows = softmax.Rows / _batch * _count, Reads = reads, Writes = writes }
            : null,
        MatMulSpec product when product.Depth <= MostDepth => Part(product),
        _ => null,
    };

    private ElementwiseSpec? Part(ElementwiseSpec spec)
    {
        for (var axis = 0; axis < spec.Writes[0].Lengths.Length; axis++)
        {
            if (Parts(spec, axis) is var (reads, writes))
                return spec with { Reads = reads, Writes = writes };
        }
        return null;
    }

    // Rows of A are rows of the product, B is the same for all of them; or each row of the batch has matrices of its own.
    private MatMulSpec? Part(MatMulSpec spec)
    {
        if (IsOutside(spec.Reads[1].Buffer) && Parts(spec with { Reads = spec.Reads.RemoveAt(1) }, 1) is var (rows, products))
            return spec with { Rows = _count, Reads = rows.Insert(1, spec.Reads[1]), Writes = products };
        return Parts(spec, 0) is var (reads, writes) ? spec with { Batch = _count, Reads = reads, Writes = writes } : null;
    }

    private (ImmutableArray<BufferView> Reads, ImmutableArray<BufferView> Writes)? Parts(KernelSpec spec, int axis)
    {
        BufferView?[] views = [.. spec.Views.Select(view => Part(view, axis))];
        return views.Contains(null) ? null : ([.. views[..spec.Reads.Length]!], [.. views[spec.Reads.Length..]!]);
    }

    private BufferView? Part(BufferView view, int axis)
    {
        if (axis >= view.Lengths.Length || view.Lengths[axis] != _batch)
            return null;
        if (IsOutside(view.Buffer))
            return Rows(view, axis);
        if (!IsByRow(view, axis))
            return null;
        // Each kernel has a slot of its own for a carry; the variable tells which it is.
        var slot = view.Buffer.Variable is { } carry ? _spec.Step.Carries.FirstOrDefault(other => other.Variable == carry) : view.Buffer;
        if (slot is null)
            return null;
        if (!_parts.TryGetValue(slot, out var part))
        {
            if (slot.Kind != BufferSlotKind.Arena)
                return null;
            var shape = new Shape(_count, slot.Type.Shape.Size / _batch);
            _parts[slot] = part = new BufferSlot(slot.Type with { Shape = shape }, slot.Name);
        }
        return view with { Buffer = part, Lengths = view.Lengths.SetItem(axis, _count) };
    }

    // Whether all that the view sees at an index of the axis lies in that row of its buffer.
    private bool IsByRow(BufferView view, int axis)
    {
        var size = view.Buffer.Type.Shape.Size;
        if (size == 0 || size % _batch != 0 || view.Strides[axis] != size / _batch)
            return false;
        long last = view.Offset;
        for (var i = 0; i < view.Lengths.Length; i++)
        {
            if (view.Lengths[i] == 0 || view.Strides[i] < 0)
                return false;
            last += i == axis ? 0 : (view.Lengths[i] - 1L) * view.Strides[i];
        }
        return last < size / _batch;
    }

    private BufferView Rows(BufferView view, int axis) =>
        view with { Offset = view.Offset + _first * view.Strides[axis], Lengths = view.Lengths.SetItem(axis, _count) };

    // What the steps read and none of them writes.
    private static bool IsOutside(BufferSlot slot) => slot.Outer is not null || slot.Constant is not null;
}
