using Cornea.Compilation.Kernels;
using Cornea.Devices.Cpu.Matrix;

namespace Cornea.Devices.Cpu.Quantization;

/// <summary>The epilogue of a product that is stored as it is.</summary>
/// <param name="target">[batch, rows, columns] of int32.</param>
internal sealed unsafe class StoredSums(BufferView target) : TileEpilogue<int>
{
    private readonly int* _first = (int*)target.Buffer.Address + target.Offset;
    private readonly nint _batchStep = target.Strides[0];
    private readonly nint _rowStep = target.Strides[1];
    private readonly nint _columnStep = target.Strides[2];

    public override void Apply(int batch, int row, int column, int rows, int columns, int* tile, nint stride, int worker)
    {
        for (var i = 0; i < rows; i++)
        {
            var from = tile + i * stride;
            var to = _first + batch * _batchStep + (row + i) * _rowStep + column * _columnStep;
            if (_columnStep == 1)
            {
                new Span<int>(from, columns).CopyTo(new Span<int>(to, columns));
                continue;
            }
            for (var k = 0; k < columns; k++)
                to[k * _columnStep] = from[k];
        }
    }
}
