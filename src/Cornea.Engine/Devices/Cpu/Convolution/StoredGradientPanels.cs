using Cornea.Compilation.Kernels;
using Cornea.Devices.Cpu.Elementwise;

namespace Cornea.Devices.Cpu.Convolution;

/// <summary>Panels of a gradient that lies in memory: copies, or the gradient itself where it is one panel.</summary>
internal sealed unsafe class StoredGradientPanels<T> : GradientPanels<T>
    where T : unmanaged
{
    private readonly BufferView _gradient;
    private readonly byte* _first;
    private readonly int _size;
    private readonly bool _isPacked;

    public StoredGradientPanels(ConvolutionKernelGradientSpec spec, PositionChunks chunks) : base(spec.Groups, spec.Filters / spec.Groups)
    {
        _gradient = spec.Reads[1];
        _size = _gradient.DType.Size();
        _first = _gradient.Buffer.Address + (long)_gradient.Offset * _size;
        _isPacked = spec.Groups == 1 && _size == sizeof(T) && _gradient.IsContiguous
            && (Filters == Tile.Lanes || Filters == Tile.Columns) && chunks.HasWholeRows;
    }

    public override long ScratchElements(int positions) => _isPacked ? 0 : base.ScratchElements(positions);

    public override T* Prepare(in PositionChunk positions, int panel, T* scratch)
    {
        if (_isPacked)
            return (T*)_first + ((nint)positions.Row * Filters);
        var width = Width(panel);
        var first = panel % Panels * Tile.Columns;
        var filters = Math.Min(Tile.Columns, Filters - first);
        var to = scratch;
        var strides = _gradient.Strides.AsSpan();
        nint image = strides[0], row = strides[2], column = strides[3];
        var from = (positions.Plane * (nint)strides[1]) + (positions.FirstColumn * column) + (panel / Panels * (nint)Filters) + first;
        for (var i = 0; i < positions.Images; i++)
        {
            for (var j = 0; j < positions.Rows; j++)
            {
                var source = from + ((positions.Image + i) * image) + ((positions.FirstRow + j) * row);
                for (var k = 0; k < positions.Columns; k++, source += column, to += width)
                {
                    ShortFloats.Copy(_gradient.DType, _first + (source * _size), to, filters);
                    if (filters < width)
                        new Span<T>(to + filters, width - filters).Clear();
                }
            }
        }
        return scratch;
    }
}
