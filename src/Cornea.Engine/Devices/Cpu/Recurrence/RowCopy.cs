using Cornea.Compilation.Kernels;
using Cornea.Devices.Cpu.Elementwise;

namespace Cornea.Devices.Cpu.Recurrence;

/// <summary>Copies between a buffer and one row (along axis 0) of a view, in runs of contiguous elements.</summary>
internal sealed unsafe class RowCopy
{
    private readonly byte* _buffer;
    private readonly byte* _start;
    private readonly long _step;
    private readonly long _runBytes;
    private readonly long[] _runs;

    // The buffer and the addresses inside it live as long as this does.
    private readonly BufferSlot _held;

    private RowCopy(BufferView row, long step, BufferSlot buffer)
    {
        var size = row.DType.Size();
        var nest = LoopNest.Of([row, BufferView.Whole(buffer)], row.Lengths.AsSpan());
        _held = buffer;
        _buffer = buffer.Address;
        _start = row.Buffer.Address + (long)row.Offset * size;
        _step = step * size;
        _runBytes = row.Count == 0 ? 0 : (long)nest.Row * size;
        _runs = new long[row.Count == 0 ? 0 : nest.Rows];
        for (var i = 0; i < _runs.Length; i++)
            _runs[i] = nest.RowStart(0, i) * size;
    }

    /// <summary>The whole of a contiguous view.</summary>
    public static RowCopy Whole(BufferView view, BufferSlot buffer) => new(view, 0, buffer);

    /// <summary>A row of a view.</summary>
    public static RowCopy Row(BufferView view, BufferSlot buffer) =>
        new(view with { Lengths = view.Lengths[1..], Strides = view.Strides[1..] }, view.Strides[0], buffer);

    /// <summary>The buffer's type.</summary>
    public TensorType Type => _held.Type;

    /// <summary>Copies a row into the buffer.</summary>
    public void In(int row)
    {
        var from = _start + row * _step;
        for (var i = 0; i < _runs.Length; i++)
            System.Buffer.MemoryCopy(from + _runs[i], _buffer + i * _runBytes, _runBytes, _runBytes);
    }

    /// <summary>Copies the buffer into a row.</summary>
    public void Out(int row)
    {
        var to = _start + row * _step;
        for (var i = 0; i < _runs.Length; i++)
            System.Buffer.MemoryCopy(_buffer + i * _runBytes, to + _runs[i], _runBytes, _runBytes);
    }
}
