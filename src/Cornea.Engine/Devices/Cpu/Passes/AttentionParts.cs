using System.Collections.Immutable;
using Cornea.Compilation.Kernels;
using Cornea.Devices.Cpu.Attention;

namespace Cornea.Devices.Cpu.Passes;

/// <summary>The kernels of an attention: a product, what is done to its results, a softmax, what is done to that, and a product.</summary>
internal sealed class AttentionParts
{
    private const int MostDepth = 1024; // of queries, keys and values: beyond that they are no heads

    private readonly ImmutableArray<BufferView>.Builder _reads = ImmutableArray.CreateBuilder<BufferView>();
    private readonly AttentionGraph _graph;
    private readonly double _scale;
    private RowProgram? _onScores, _onWeights;

    private AttentionParts(AttentionGraph graph, RowSoftmaxSpec softmax, AttentionShape shape)
    {
        (_graph, _scale, Shape) = (graph, softmax.Scale, shape);
        Weights = Used = softmax.Writes[0].Buffer;
    }

    /// <summary>The sizes.</summary>
    public AttentionShape Shape { get; private set; }

    /// <summary>The kernels, in no order.</summary>
    public List<int> Members { get; } = [];

    /// <summary>The number of the kernel in whose place the attention runs.</summary>
    public int Place { get; private set; }

    /// <summary>The weights.</summary>
    public BufferSlot Weights { get; }

    /// <summary>What the last product reads: the weights, or what was made of them.</summary>
    public BufferSlot Used { get; private set; }

    /// <summary>Where the results go, once that is found.</summary>
    public AttentionResult? Result { get; private set; }

    /// <summary>The queries, [..., queries, depth].</summary>
    public BufferView Queries => _reads[0];

    /// <summary>The keys as columns, [..., depth, keys].</summary>
    public BufferView Keys => _reads[1];

    /// <summary>The values, [..., keys, value depth].</summary>
    public BufferView Values => _reads[2];

    /// <summary>The parts around a softmax, or null where they are no attention.</summary>
    /// <param name="graph">The kernels.</param>
    /// <param name="index">The softmax.</param>
    public static AttentionParts? Find(AttentionGraph graph, int index)
    {
        var softmax = (RowSoftmaxSpec)graph.Specs[index];
        var scores = softmax.Reads[0];
        if (scores.DType != DType.Float32 || scores.Buffer.Kind != BufferSlotKind.Arena || !AttentionGraph.IsWhole(scores)
            || graph.Readers(scores.Buffer).Count != 1 || graph.Writer(scores.Buffer) is not { } first
            || graph.Specs[first] is not MatMulSpec { Writes.Length: 1 } product || !AttentionGraph.IsWhole(product.Writes[0])
            || !Floats(product) || product.Columns != softmax.Columns || product.Batch * product.Rows != softmax.Rows
            || product.Depth > MostDepth || softmax.Rows == 0)
        {
            return null;
        }
        var parts = new AttentionParts(graph, softmax, new AttentionShape(product.Batch, product.Rows, product.Columns, product.Depth, 0));
        parts.Members.AddRange([first, index]);
        parts._reads.AddRange(
            graph.BeforeCopy(product.Reads[0]), graph.BeforeCopy(product.Reads[1]), product.Reads[1] /* the values take its place */);
        if (product.Epilogue is { } program)
        {
            int?[] operands = [RowProgram.Scores, .. product.Reads[2..].Select(parts.Read)];
            if (operands.Contains(null))
                return null;
            parts._onScores = new RowProgram(program, [.. operands.Select(operand => operand!.Value)]);
        }
        return parts.Follow() ? parts : null;
    }

    /// <summary>The kernel.</summary>
    /// <param name="storesWeights">Whether others read the weights.</param>
    /// <param name="storesUsed">Whether others read what was made of them.</param>
    public AttentionSpec Spec(bool storesWeights, bool storesUsed)
    {
        BufferView Matrices(BufferSlot slot) => new(slot, 0, [Shape.Batch, Shape.Queries, Shape.Keys],
            [Shape.Queries * Shape.Keys, Shape.Keys, 1]);
        BufferView[] writes = [Result!.View, .. storesWeights ? [Matrices(Weights)] : (BufferView[])[],
            .. storesUsed ? [Matrices(Used)] : (BufferView[])[]];
        return new AttentionSpec(Shape, _scale, _onScores, _onWeights, storesWeights, storesUsed, _reads.ToImmutable(), [.. writes]);
    }

    // From the weights on.
    private bool Follow()
    {
        foreach (var reader in _graph.Readers(Weights))
        {
            if (IsLast(reader))
                return true;
            if (_graph.Specs[reader] is ElementwiseSpec { Writes: [var write] } spec && write.Buffer.Kind == BufferSlotKind.Arena
                && write.DType == DType.Float32 && AttentionGraph.IsWhole(write) && IsMatrices(write)
                && _graph.Writer(write.Buffer) == reader && _graph.Readers(write.Buffer).Any(IsProduct))
            {
                int?[] operands = [.. spec.Reads.Select(read => ReferenceEquals(read.Buffer, Weights)
                    ? AttentionGraph.IsWhole(read) ? RowProgram.Scores : null : Read(read))];
                if (operands.Contains(null))
                    continue;
                _onWeights = new RowProgram(spec.Program, [.. operands.Select(operand => operand!.Value)]);
                Used = write.Buffer;
                Members.Add(reader);
                return _graph.Readers(Used).Any(IsLast);
            }
        }
        return false;

        bool IsProduct(int reader) => _graph.Specs[reader] is MatMulSpec;
    }

    // Whether a kernel is the product of the weights and values; then it and the copy behind it are taken.
    private bool IsLast(int index)
    {
        if (_graph.Specs[index] is not MatMulSpec { Epilogue: null } product || !Floats(product)
            || !ReferenceEquals(product.Reads[0].Buffer, Used) || ReferenceEquals(product.Reads[1].Buffer, Used)
            || !AttentionGraph.IsWhole(product.Reads[0]) || product.Batch != Shape.Batch || product.Rows != Shape.Queries
            || product.Depth != Shape.Keys || product.Columns > MostDepth)
        {
            return false;
        }
        var result = _graph.Place(product.Writes[0]);
        if (result.View.Strides[^1] != 1)
            result = AttentionResult.AsItIs(product.Writes[0]);
        if (result.View.Strides[^1] != 1)
            return false;
        Result = result;
        _reads[2] = _graph.BeforeCopy(product.Reads[1]);
        Shape = Shape with { ValueDepth = product.Columns };
        Place = index;
        Members.Add(index);
        if (result.Copy is { } unneeded)
            Members.Add(unneeded);
        return true;
    }

    // The number of a read that has the shape of the scores.
    private int? Read(BufferView view)
    {
        if (view.Lengths.Length == 3)
            view = _graph.BeforeCopy(view);
        if (!IsMatrices(view))
            return null;
        _reads.Add(view);
        return _reads.Count - 1;
    }

    private bool IsMatrices(BufferView view) => AttentionGraph.IsMatrices(view, Shape.Batch, Shape.Queries, Shape.Keys);

    private static bool Floats(MatMulSpec product) => product.Reads[0].DType == DType.Float32 && product.Reads[1].DType == DType.Float32
        && product.Writes.All(write => write.DType == DType.Float32);
}
