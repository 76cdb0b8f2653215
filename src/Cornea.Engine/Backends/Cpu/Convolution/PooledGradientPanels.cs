using System.Numerics;
using Cornea.Compilation;

namespace Cornea.Backends.Cpu;

/// <summary>
/// Panels of a gradient that comes through a maximum of two by two: each goes to the pixel that was the largest, chunk by chunk, so
/// that the gradient before the pooling, four times as large, is never stored.
/// </summary>
internal sealed unsafe class PooledGradientPanels<T> : GradientPanels<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly T* _gradient; // of the pooling's result
    private readonly T* _pooled; // what was pooled
    private readonly int _rows, _columns, _allFilters;

    public PooledGradientPanels(ConvolutionKernelGradientSpec spec) : base(1, spec.Filters)
    {
        (_rows, _columns, _allFilters) = (spec.Shape.Places[1], spec.Shape.Places[2], spec.Filters);
        _gradient = (T*)spec.Reads[1].Slot.Address + spec.Reads[1].Offset;
        _pooled = (T*)spec.Reads[2].Slot.Address + spec.Reads[2].Offset;
    }

    public override T* Prepare(in PlaceChunk places, int panel, T* scratch)
    {
        var width = Width(panel);
        nint first = panel * Tile.Columns, line = (nint)_columns * _allFilters;
        var filters = Math.Min(Tile.Columns, Filters - (int)first);
        int windows = _columns / 2, rowsOfWindows = _rows / 2;
        var to = scratch;
        for (var image = places.Image; image < places.Image + places.Images; image++)
        {
            for (var row = places.FirstRow; row < places.FirstRow + places.Rows; row += 2)
            {
                var lines = Math.Min(2, places.FirstRow + places.Rows - row);
                var end = to + ((nint)lines * _columns * width);
                // A last odd row or column is in no window.
                if (row / 2 == rowsOfWindows || filters < width || 2 * windows < _columns)
                    new Span<T>(to, (int)(end - to)).Clear();
                if (row / 2 < rowsOfWindows)
                {
                    PoolPairs<T>.Spread(
                        _pooled + ((((nint)image * _rows) + row) * line) + first, line, _allFilters,
                        _gradient + ((((nint)image * rowsOfWindows) + (row / 2)) * windows * _allFilters) + first, _allFilters,
                        to, (nint)_columns * width, width, windows, filters);
                }
                to = end;
            }
        }
        return scratch;
    }
}
