using System.Collections.Immutable;
using Cornea.Compilation;

namespace Cornea.Backends.Cpu;

/// <summary>An elementwise program as the epilogue of a product: its operand 0 is the product's tile. Accesses are [batch, rows, columns].</summary>
internal sealed unsafe class ProgramEpilogue<T> : TileEpilogue<T>
    where T : unmanaged
{
    private readonly Access[] _operands;
    private readonly byte*[] _starts;
    private readonly int[] _sizes;
    private readonly ElementwiseCode _code;

    /// <summary>Prepares a program.</summary>
    /// <param name="program">What is done.</param>
    /// <param name="reads">Operands 1 and up.</param>
    /// <param name="writes">Where the results go.</param>
    /// <param name="lanes">The lanes that may run it.</param>
    /// <param name="elements">Elements of the product.</param>
    public ProgramEpilogue(ElementwiseProgram program, ReadOnlySpan<Access> reads, ImmutableArray<Access> writes, Lanes lanes, long elements)
    {
        _operands = [.. reads, .. writes];
        _sizes = [.. _operands.Select(operand => operand.DType.Size())];
        _starts = new byte*[_operands.Length];
        for (var k = 0; k < _operands.Length; k++)
            _starts[k] = _operands[k].Slot.Address + (long)_operands[k].Offset * _sizes[k];
        RowOperand[] rows = [new RowOperand(DTypes.Of<T>(), 1), .. _operands.Select(operand => new RowOperand(operand.DType, operand.Strides[2]))];
        _code = ElementwiseCode.Make(program, rows, lanes.Count, elements);
    }

    public override void Apply(int batch, int row, int column, int rows, int columns, T* tile, nint stride, int lane)
    {
        var operands = stackalloc byte*[_operands.Length + 1];
        for (var i = 0; i < rows; i++)
        {
            operands[0] = (byte*)(tile + i * stride);
            for (var k = 0; k < _operands.Length; k++)
            {
                var strides = _operands[k].Strides.AsSpan();
                var at = (long)batch * strides[0] + (long)(row + i) * strides[1] + (long)column * strides[2];
                operands[k + 1] = _starts[k] + at * _sizes[k];
            }
            _code.Run(operands, columns, lane);
        }
    }
}
