using Cornea.Compilation.Scheduling;
using Cornea.Devices.Cpu.Elementwise;

namespace Cornea.Devices.Cpu.Recurrence;

/// <summary>Copies between a buffer and one row (along axis 0) of an access, in pieces of neighbours.</summary>
internal sealed unsafe class RowCopy
{
    private readonly byte* _buffer;
    private readonly byte* _start;
    private readonly long _step;
    private readonly long _pieceBytes;
    private readonly long[] _pieces;

    // The buffer and the addresses inside it live as long as this does.
    private readonly Buffer _held;

    private RowCopy(Access row, long step, Buffer buffer)
    {
        var size = row.DType.Size();
        var nest = LoopNest.Of([row, Access.Whole(new Slot(buffer.Type, "row", buffer))], row.Lengths.AsSpan());
        _held = buffer;
        _buffer = buffer.Address;
        _start = row.Slot.Address + (long)row.Offset * size;
        _step = step * size;
        _pieceBytes = row.Count == 0 ? 0 : (long)nest.Row * size;
        _pieces = new long[row.Count == 0 ? 0 : nest.Rows];
        for (var i = 0; i < _pieces.Length; i++)
            _pieces[i] = nest.RowStart(0, i) * size;
    }

    /// <summary>The whole of a contiguous access.</summary>
    public static RowCopy Whole(Access access, Buffer buffer) => new(access, 0, buffer);

    /// <summary>A row of an access.</summary>
    public static RowCopy Row(Access access, Buffer buffer) =>
        new(access with { Lengths = access.Lengths[1..], Strides = access.Strides[1..] }, access.Strides[0], buffer);

    /// <summary>The buffer's type.</summary>
    public TensorType Type => _held.Type;

    /// <summary>Copies a row into the buffer.</summary>
    public void In(int row)
    {
        var from = _start + row * _step;
        for (var i = 0; i < _pieces.Length; i++)
            System.Buffer.MemoryCopy(from + _pieces[i], _buffer + i * _pieceBytes, _pieceBytes, _pieceBytes);
    }

    /// <summary>Copies the buffer into a row.</summary>
    public void Out(int row)
    {
        var to = _start + row * _step;
        for (var i = 0; i < _pieces.Length; i++)
            System.Buffer.MemoryCopy(_buffer + i * _pieceBytes, to + _pieces[i], _pieceBytes, _pieceBytes);
    }
}
