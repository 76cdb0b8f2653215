using Cornea.Compilation.Kernels;

namespace Cornea.Devices.Cpu.Quantization;

/// <summary>Rows of a matrix in memory.</summary>
/// <param name="matrix">[batch, rows, k].</param>
internal sealed unsafe class MatrixRows(BufferView matrix) : ByteRows
{
    private readonly sbyte* _first = (sbyte*)matrix.Buffer.Address + matrix.Offset;
    private readonly int _depth = matrix.Lengths[2];
    private readonly nint _batchStep = matrix.Strides[0];
    private readonly nint _rowStep = matrix.Strides[1];
    private readonly nint _depthStep = matrix.Strides[2];

    private bool IsDirect => _depthStep == 1 && _depth % ByteTile.Quad == 0;

    private int Padded => (_depth + ByteTile.Quad - 1) / ByteTile.Quad * ByteTile.Quad;

    public override int ScratchBytes(int rows) => IsDirect ? 0 : rows * Padded;

    public override sbyte* Prepare(int batch, int row, int rows, sbyte* scratch, out nint step)
    {
        var from = _first + batch * _batchStep + row * _rowStep;
        if (IsDirect)
        {
            step = _rowStep;
            return from;
        }
        step = Padded;
        for (var i = 0; i < rows; i++, from += _rowStep)
        {
            var to = scratch + i * step;
            if (_depthStep == 1)
            {
                new Span<sbyte>(from, _depth).CopyTo(new Span<sbyte>(to, _depth));
            }
            else
            {
                for (var k = 0; k < _depth; k++)
                    to[k] = from[k * _depthStep];
            }
            new Span<sbyte>(to + _depth, (int)step - _depth).Clear();
        }
        return scratch;
    }
}
