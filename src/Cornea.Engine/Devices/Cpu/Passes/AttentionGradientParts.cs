using System.Collections.Immutable;
using Cornea.Compilation.Kernels;
using Cornea.Devices.Cpu.Attention;
using Cornea.Graph.Ops;

namespace Cornea.Devices.Cpu.Passes;

/// <summary>The kernels of the gradients of an attention, as differentiation makes them.</summary>
internal sealed class AttentionGradientParts
{
    private readonly AttentionGraph _graph;
    private readonly AttentionShape _shape;
    private readonly AttentionParts _forward;
    private readonly ImmutableArray<BufferView>.Builder _reads = ImmutableArray.CreateBuilder<BufferView>();
    private readonly BufferView?[] _writes = new BufferView?[3];
    private RowProgram? _incoming, _summed, _outgoing;

    private AttentionGradientParts(AttentionGraph graph, AttentionParts forward)
    {
        (_graph, _forward, _shape) = (graph, forward, forward.Shape);
        _reads.AddRange(forward.Spec(false, false).Reads);
    }

    /// <summary>The kernels, in no order.</summary>
    public List<int> Members { get; } = [];

    /// <summary>Where the gradients go.</summary>
    public List<AttentionResult> Results { get; } = [];

    /// <summary>The number of the kernel in whose place the gradients are computed.</summary>
    public int Place { get; private set; }

    /// <summary>The gradients' kernels, or null where they are others.</summary>
    /// <param name="graph">The kernels.</param>
    /// <param name="forward">The attention.</param>
    public static AttentionGradientParts? Find(AttentionGraph graph, AttentionParts forward)
    {
        var parts = new AttentionGradientParts(graph, forward);
        return parts.Find() ? parts : null;
    }

    /// <summary>The kernel.</summary>
    /// <param name="forward">The attention.</param>
    public AttentionGradientSpec Spec(AttentionSpec forward) =>
        new(forward, _incoming, _summed!, _outgoing!, _reads.ToImmutable(), [.. _writes.Select(write => write!)]);

    private bool Find()
    {
        // The sum along the rows, of what is made of the weights and their gradient.
        if (Only<ReduceSpec>(_forward.Weights) is not { } sum
            || _graph.Specs[sum] is not ReduceSpec { Kinds: [ReduceKind.Sum], Count: 1 } sums || sums.Writes.Length != 1
            || sums.First != sums.Lengths.Length - 1 || sums.Writes[0].Buffer.Kind != BufferSlotKind.Arena
            || !AttentionGraph.IsWhole(sums.Writes[0]) || _graph.Readers(sums.Writes[0].Buffer) is not [var outgoing]
            || _graph.Specs[outgoing] is not ElementwiseSpec { Writes: [var scores] } last || scores.Buffer.Kind != BufferSlotKind.Arena
            || !AttentionGraph.IsWhole(scores) || scores.DType != DType.Float32)
        {
            return false;
        }
        // The gradient of the weights: the product that both of them read.
        if (sums.Reads.Select(read => read.Buffer).FirstOrDefault(slot => !ReferenceEquals(slot, _forward.Weights)
                && _graph.Writer(slot) is { } writer && _graph.Specs[writer] is MatMulSpec) is not { } gradient
            || gradient.Kind != BufferSlotKind.Arena || _graph.Readers(gradient).Any(reader => reader != sum && reader != outgoing)
            || _graph.Specs[_graph.Writer(gradient)!.Value] is not MatMulSpec { Writes.Length: 1 } product
            || product.Batch != _shape.Batch || product.Rows != _shape.Queries || product.Columns != _shape.Keys
            || product.Depth != _shape.ValueDepth || product.Reads[0].DType != DType.Float32
            || !AttentionGraph.IsWhole(product.Writes[0]) || !IsSame(product.Reads[1], AttentionGraph.LastTurned(_forward.Values)))
        {
            return false;
        }
        var result = _graph.BeforeCopy(product.Reads[0]);
        _reads.Add(result);
        Members.AddRange([_graph.Writer(gradient)!.Value, sum, outgoing]);
        if (product.Epilogue is { } epilogue && (_incoming = Program(epilogue, product.Reads[2..], gradient, null, first: true)) is null)
            return false;
        _summed = Program(sums.Program, sums.Reads, gradient, null);
        _outgoing = Program(last.Program, last.Reads, gradient, sums.Writes[0].Buffer);
        if (_summed is null || _outgoing is null)
            return false;
        foreach (var reader in _graph.Readers(scores.Buffer))
        {
            if (!IsOfQueries(reader, scores.Buffer) && !IsOfColumns(reader, scores.Buffer, _forward.Queries, _shape.Depth, 1))
                return false;
        }
        var found = false;
        foreach (var reader in _graph.Readers(_forward.Used))
        {
            if (!_forward.Members.Contains(reader) && !Members.Contains(reader))
                found = IsOfColumns(reader, _forward.Used, result, _shape.ValueDepth, 2);
        }
        Place = Members.Min();
        return found && _writes.All(write => write is not null);
    }

    // The one kernel of a kind, outside the attention, that reads a slot.
    private int? Only<K>(BufferSlot slot)
    {
        int[] found = [.. _graph.Readers(slot).Where(reader => _graph.Specs[reader] is K)];
        return found.Length == 1 ? found[0] : null;
    }

    // The gradient of the scores times the keys.
    private bool IsOfQueries(int index, BufferSlot scores)
    {
        if (_writes[0] is not null || _graph.Specs[index] is not MatMulSpec { Epilogue: null } product
            || !ReferenceEquals(product.Reads[0].Buffer, scores) || !AttentionGraph.IsWhole(product.Reads[0])
            || product.Batch != _shape.Batch || product.Rows != _shape.Queries || product.Depth != _shape.Keys
            || product.Columns != _shape.Depth || !IsSame(product.Reads[1], AttentionGraph.LastTurned(_forward.Keys)))
        {
            return false;
        }
        return Take(index, product.Writes[0], false, 0);
    }

    // A block of scores, turned, times rows; or the turned rows times the block, which is the same, turned.
    private bool IsOfColumns(int index, BufferSlot block, BufferView rows, int columns, int write)
    {
        if (_writes[write] is not null || _graph.Specs[index] is not MatMulSpec { Epilogue: null } product || product.Batch != _shape.Batch
            || product.Depth != _shape.Queries)
        {
            return false;
        }
        if (ReferenceEquals(product.Reads[0].Buffer, block))
        {
            return AttentionGraph.IsWhole(AttentionGraph.LastTurned(product.Reads[0])) && product.Rows == _shape.Keys
                && product.Columns == columns && IsSame(product.Reads[1], rows) && Take(index, product.Writes[0], false, write);
        }
        return AttentionGraph.IsWhole(product.Reads[1]) && product.Columns == _shape.Keys && product.Rows == columns
            && IsSame(product.Reads[0], AttentionGraph.LastTurned(rows)) && Take(index, product.Writes[0], true, write);
    }

    private bool Take(int index, BufferView result, bool turned, int write)
    {
        if (result.DType != DType.Float32)
            return false;
        foreach (var placed in new[] { _graph.Place(result), AttentionResult.AsItIs(result) })
        {
            var view = turned ? AttentionGraph.LastTurned(placed.View) : placed.View;
            // Rows of keys and values may be written turned; that they lie in order is better.
            if (view.Strides[^1] != 1 && (placed.Read is not null || write == 0))
                continue;
            _writes[write] = view;
            Members.Add(index);
            Results.Add(placed);
            if (placed.Copy is { } unneeded)
                Members.Add(unneeded);
            return true;
        }
        return false;
    }

    private RowProgram? Program(ElementwiseProgram program, IEnumerable<BufferView> views, BufferSlot gradient, BufferSlot? sums,
        bool first = false)
    {
        List<int> operands = first ? [RowProgram.Gradient] : [];
        foreach (var view in views)
        {
            if (ReferenceEquals(view.Buffer, gradient) || ReferenceEquals(view.Buffer, _forward.Weights))
            {
                if (!AttentionGraph.IsWhole(view))
                    return null;
                operands.Add(ReferenceEquals(view.Buffer, gradient) ? RowProgram.Gradient : RowProgram.Scores);
            }
            else if (sums is not null && ReferenceEquals(view.Buffer, sums))
            {
                if (view.Offset != 0 || view.Strides[^1] != 0
                    || !(view with { Lengths = view.Lengths[..^1], Strides = view.Strides[..^1] }).IsContiguous)
                {
                    return null;
                }
                operands.Add(RowProgram.Sum);
            }
            else
            {
                var read = view.Lengths.Length == 3 ? _graph.BeforeCopy(view) : view;
                if (ReferenceEquals(view.Buffer, _forward.Used)
                    || !AttentionGraph.IsMatrices(read, _shape.Batch, _shape.Queries, _shape.Keys))
                {
                    return null;
                }
                _reads.Add(read);
                operands.Add(_reads.Count - 1);
            }
        }
        return new RowProgram(program, [.. operands]);
    }

    // Whether two views are the same elements, copied or not.
    private bool IsSame(BufferView view, BufferView other)
    {
        var found = _graph.BeforeCopy(view);
        return ReferenceEquals(found.Buffer, other.Buffer) && found.Offset == other.Offset && Walk(found).SequenceEqual(Walk(other));

        // Axes of one element walk nowhere, and those that are walked in one go are one.
        static List<(int, int)> Walk(BufferView walked)
        {
            var axes = new List<(int Length, int Stride)>();
            for (var axis = 0; axis < walked.Lengths.Length; axis++)
            {
                var (length, stride) = (walked.Lengths[axis], walked.Strides[axis]);
                if (length == 1)
                    continue;
                if (axes.Count > 0 && axes[^1].Stride == (long)length * stride)
                    axes[^1] = (axes[^1].Length * length, stride);
                else
                    axes.Add((length, stride));
            }
            return axes;
        }
    }
}
