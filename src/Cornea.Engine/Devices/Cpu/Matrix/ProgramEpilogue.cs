using System.Collections.Immutable;
using Cornea.Compilation.Kernels;
using Cornea.Devices.Cpu.Elementwise;
using Cornea.Devices.Cpu.Threads;

namespace Cornea.Devices.Cpu.Matrix;

/// <summary>An elementwise program as the epilogue of a product: its operand 0 is the product's tile. Views are [batch, rows,
/// columns].</summary>
internal sealed unsafe class ProgramEpilogue<T> : TileEpilogue<T>
    where T : unmanaged
{
    private readonly BufferView[] _operands;
    private readonly byte*[] _starts;
    private readonly int[] _sizes;
    private readonly JoinedRows? _joined;
    private readonly int[] _whole; // operands of the product's shape, in rows as far apart as each other's
    private readonly int _columns;
    private readonly ElementwiseCode _code;

    /// <summary>Prepares a program.</summary>
    /// <param name="program">What is done.</param>
    /// <param name="reads">Operands 1 and up.</param>
    /// <param name="writes">Where the results go.</param>
    /// <param name="workers">The workers that may run it.</param>
    /// <param name="elements">Elements of the product.</param>
    public ProgramEpilogue(ElementwiseProgram program, ReadOnlySpan<BufferView> reads, ImmutableArray<BufferView> writes, Workers workers,
        long elements)
    {
        _operands = [.. reads, .. writes];
        _sizes = [.. _operands.Select(operand => operand.DType.Size())];
        _starts = new byte*[_operands.Length];
        for (var k = 0; k < _operands.Length; k++)
            _starts[k] = _operands[k].Buffer.Address + (long)_operands[k].Offset * _sizes[k];
        RowOperand[] rows =
            [new RowOperand(DTypes.Of<T>(), 1), .. _operands.Select(operand => new RowOperand(operand.DType, operand.Strides[2]))];
        _code = ElementwiseCode.Make(program, rows, workers.Count, elements);

        _whole = Whole();
        _columns = writes[0].Lengths[2];
        _joined = JoinedRows.TryMake(_columns, [.. _operands.Select(operand => (int[])[operand.Strides[1], operand.Strides[2]])], _sizes,
            workers.Count);
    }

    public override int OperandCount => _whole.Length;

    public override nint OperandStep => _whole is [var first, ..] ? (nint)_operands[first].Strides[1] * _sizes[first] : 0;

    public override int OperandSize => _whole is [var first, ..] ? _sizes[first] : 0;

    /// <summary>From now on the operands and results of a slot lie so many bytes further on.</summary>
    public void Move(BufferSlot slot, nint bytes)
    {
        for (var k = 0; k < _operands.Length; k++)
        {
            if (ReferenceEquals(_operands[k].Buffer, slot))
                _starts[k] += bytes;
        }
    }

    public override void Apply(int batch, int row, int column, int rows, int columns, T* tile, nint stride, int worker) =>
        Finish(batch, row, column, rows, columns, tile, stride, worker);

    /// <summary>The same, where a compiler that works ahead finds it.</summary>
    public void Finish(int batch, int row, int column, int rows, int columns, T* tile, nint stride, int worker)
    {
        if (_joined is not null && columns == _columns && stride == columns && rows > 1)
        {
            ApplyJoined(_joined, batch, row, rows, tile, worker);
            return;
        }
        var operands = stackalloc byte*[_operands.Length + 1];
        var steps = stackalloc nint[_operands.Length + 1];
        operands[0] = (byte*)tile;
        steps[0] = stride * sizeof(T);
        for (var k = 0; k < _operands.Length; k++)
        {
            operands[k + 1] = At(k, batch, row, column);
            steps[k + 1] = (nint)_operands[k].Strides[1] * _sizes[k];
        }
        for (var i = 0; i < rows; i++)
        {
            _code.Run(operands, columns, worker);
            for (var k = 0; k <= _operands.Length; k++)
                operands[k] += steps[k];
        }
    }

    // Rows of the tile follow one another, and those of all operands too: many at once.
    private void ApplyJoined(JoinedRows joined, int batch, int row, int rows, T* tile, int worker)
    {
        var starts = stackalloc byte*[_operands.Length];
        for (var k = 0; k < _operands.Length; k++)
            starts[k] = At(k, batch, 0, 0);
        var operands = stackalloc byte*[_operands.Length + 1];
        var steps = stackalloc nint[_operands.Length + 1];
        var rowsPerCall = Math.Min(rows, joined.RowsPerCall);
        operands[0] = (byte*)tile;
        steps[0] = (nint)rowsPerCall * _columns * sizeof(T);
        joined.Begin(starts, row, rowsPerCall, worker, operands + 1, steps + 1);
        for (var i = 0; i < rows; i += rowsPerCall)
        {
            _code.Run(operands, (nint)Math.Min(rowsPerCall, rows - i) * _columns, worker);
            for (var k = 0; k <= _operands.Length; k++)
                operands[k] += steps[k];
        }
    }

    public override byte* OperandAt(int index, int batch, int row, int column) => At(_whole[index], batch, row, column);

    // A result that replaces an operand lies where that does.
    private int[] Whole()
    {
        var whole = new List<int>();
        for (var k = 0; k < _operands.Length; k++)
        {
            var strides = _operands[k].Strides;
            if (strides[2] != 1 || strides[1] == 0 || whole.Exists(other => _starts[other] == _starts[k]))
                continue;
            if (whole is [] || (strides[1] == _operands[whole[0]].Strides[1] && _sizes[k] == _sizes[whole[0]]))
                whole.Add(k);
        }
        return [.. whole];
    }

    private byte* At(int operand, int batch, int row, int column)
    {
        var strides = _operands[operand].Strides.AsSpan();
        return _starts[operand] + (((long)batch * strides[0]) + ((long)row * strides[1]) + ((long)column * strides[2])) * _sizes[operand];
    }
}
