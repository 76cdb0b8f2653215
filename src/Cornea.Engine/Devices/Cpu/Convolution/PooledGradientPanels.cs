using Cornea.Compilation.Kernels;
using Cornea.Devices.Cpu.Pooling;

namespace Cornea.Devices.Cpu.Convolution;

/// <summary>
/// Panels of a gradient that comes through a maximum of two by two: each goes to the pixel that was the largest, chunk by chunk, so
/// that the gradient before the pooling, four times as large, is never stored.
/// </summary>
internal sealed unsafe class PooledGradientPanels : GradientPanels<float>
{
    private readonly float* _gradient; // of the pooling's result
    private readonly byte* _choice;
    private readonly int _rows, _columns, _indexBytes;

    public PooledGradientPanels(ConvolutionKernelGradientSpec spec) : base(1, spec.Filters)
    {
        (_rows, _columns) = (spec.Shape.Positions[1], spec.Shape.Positions[2]);
        _indexBytes = MaxPool2x2Spec.IndexBytes(spec.Filters);
        _gradient = (float*)spec.Reads[1].Buffer.Address + spec.Reads[1].Offset;
        _choice = spec.Reads[2].Buffer.Address + spec.Reads[2].Offset;
    }

    public override float* Prepare(in PositionChunk positions, int panel, float* scratch)
    {
        var width = Width(panel);
        var first = panel * Tile.Columns;
        var filters = Math.Min(Tile.Columns, Filters - first);
        int windows = _columns / 2, rowsOfWindows = _rows / 2;
        var to = scratch;
        for (var image = positions.Image; image < positions.Image + positions.Images; image++)
        {
            for (var row = positions.FirstRow; row < positions.FirstRow + positions.Rows; row += 2)
            {
                var lines = Math.Min(2, positions.FirstRow + positions.Rows - row);
                var end = to + ((nint)lines * _columns * width);
                // A last odd row or column is in no window.
                if (row / 2 == rowsOfWindows || filters < width || 2 * windows < _columns)
                    new Span<float>(to, (int)(end - to)).Clear();
                if (row / 2 < rowsOfWindows)
                {
                    var position = (((nint)image * rowsOfWindows) + (row / 2)) * windows;
                    // Two bytes stand for eight filters, and panels begin at a multiple of eight.
                    MaxPool2x2Indices.Spread(
                        _choice + (position * _indexBytes) + (first / 4), _indexBytes, _gradient + (position * Filters) + first, Filters,
                        to, (nint)_columns * width, width, windows, filters);
                }
                to = end;
            }
        }
        return scratch;
    }
}
