using Cornea.Compilation.Kernels;
using Cornea.Graph.Ops;

namespace Cornea.Devices.Cpu.Reduction;

/// <summary>One reduction of a <see cref="ReduceKernel"/>: how its elements are taken together, and where they and its results
/// lie.</summary>
/// <param name="kind">How.</param>
/// <param name="write">Where the results go.</param>
/// <param name="parts">Where in the shared memory the results of parts go, (outer, part, inner); null where there is one part.</param>
/// <param name="operand">Which operand of the program's code holds its elements.</param>
/// <param name="block">The block that the program makes them in; -1 where they lie in memory.</param>
/// <param name="step">Elements from one row of them to the next.</param>
internal sealed unsafe class ReducedResult(ReduceKind kind, BufferView write, long? parts, int operand, int block, int step)
{
    private readonly Accumulation _accumulation = Accumulation.Of(kind, write.DType);
    private readonly BufferSlot _slot = write.Buffer;
    private byte* _target = write.Buffer.Address + (long)write.Offset * write.DType.Size();
    private byte* _parts;

    /// <summary>Which operand of the program's code holds the elements.</summary>
    public int Operand { get; } = operand;

    /// <summary>The block that the program makes them in; -1 where they lie in memory.</summary>
    public int Block { get; } = block;

    /// <summary>Elements from one row of them to the next.</summary>
    public int Step { get; } = step;

    /// <summary>Bytes of an element.</summary>
    public int Size { get; } = write.DType.Size();

    /// <summary>From now on the results lie so many bytes further on, where they are a slot's.</summary>
    public void Move(BufferSlot slot, nint bytes) => _target += ReferenceEquals(_slot, slot) ? bytes : 0;

    /// <summary>Says where the shared memory lies that results of parts go to.</summary>
    /// <param name="shared">Its first byte.</param>
    public void PutParts(byte* shared) => _parts = shared + parts!.Value;

    /// <summary>Sets results to what leaves the first element as it is.</summary>
    /// <param name="first">The first result, counted over (outer, part, inner).</param>
    /// <param name="count">How many.</param>
    public void Start(long first, int count) => _accumulation.Start(At(first), count);

    /// <summary>Takes a row into one result.</summary>
    /// <param name="result">The result.</param>
    /// <param name="row">The row.</param>
    /// <param name="count">Its elements.</param>
    public void AddRow(long result, byte* row, int count) => _accumulation.AddRow(At(result), row, count);

    /// <summary>Takes rows into the results of their columns, in order.</summary>
    /// <param name="first">The first result.</param>
    /// <param name="from">The first row.</param>
    /// <param name="columns">Elements of a row.</param>
    /// <param name="rows">How many rows.</param>
    /// <param name="step">Elements from row to row.</param>
    public void AddRows(long first, byte* from, int columns, int rows, int step)
    {
        if (rows == 1)
            _accumulation.AddColumns(At(first), from, columns);
        else
            _accumulation.AddRows(At(first), from, columns, rows, (long)step * Size);
    }

    /// <summary>Takes the parts together, in order.</summary>
    /// <param name="outer">Reductions beside one another.</param>
    /// <param name="count">Parts of each.</param>
    /// <param name="inner">Columns.</param>
    public void Combine(int outer, int count, int inner)
    {
        for (var i = 0; i < outer; i++)
        {
            var result = _target + (long)i * inner * Size;
            _accumulation.Start(result, inner);
            for (var part = 0; part < count; part++)
                _accumulation.AddColumns(result, _parts + ((long)i * count + part) * inner * Size, inner);
        }
    }

    private byte* At(long result) => (_parts is null ? _target : _parts) + result * Size;
}
