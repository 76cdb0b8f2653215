using Cornea.Compilation.Scheduling;
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
    private readonly int _rows, _columns, _choiceBytes;

    public PooledGradientPanels(ConvolutionKernelGradientSpec spec) : base(1, spec.Filters)
    {
        (_rows, _columns) = (spec.Shape.Places[1], spec.Shape.Places[2]);
        _choiceBytes = QuarterPoolSpec.ChoiceBytes(spec.Filters);
        _gradient = (float*)spec.Reads[1].Slot.Address + spec.Reads[1].Offset;
        _choice = spec.Reads[2].Slot.Address + spec.Reads[2].Offset;
    }

    public override float* Prepare(in PlaceChunk places, int panel, float* scratch)
    {
        var width = Width(panel);
        var first = panel * Tile.Columns;
        var filters = Math.Min(Tile.Columns, Filters - first);
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
                    new Span<float>(to, (int)(end - to)).Clear();
                if (row / 2 < rowsOfWindows)
                {
                    var place = (((nint)image * rowsOfWindows) + (row / 2)) * windows;
                    // Two bytes stand for eight filters, and panels begin at a multiple of eight.
                    QuarterChoices.Spread(
                        _choice + (place * _choiceBytes) + (first / 4), _choiceBytes, _gradient + (place * Filters) + first, Filters,
                        to, (nint)_columns * width, width, windows, filters);
                }
                to = end;
            }
        }
        return scratch;
    }
}
