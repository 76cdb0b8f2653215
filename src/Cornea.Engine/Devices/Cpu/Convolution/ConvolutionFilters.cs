using Cornea.Compilation.Kernels;
using Cornea.Devices.Cpu.Matrix;
using Cornea.Devices.Cpu.Threads;

namespace Cornea.Devices.Cpu.Convolution;

/// <summary>
/// A convolution's kernel as panels of columns (filters), each contiguous along k (taps, then channels) and padded to whole vectors, so
/// that a mirrored or transposed kernel costs no more than a plain one. Panels follow one another, groups outermost. A constant kernel
/// is laid out once, for all plans that read it.
/// </summary>
internal sealed unsafe class ConvolutionFilters<T> : TileWork
    where T : unmanaged
{
    private const int FewPositions = 32;

    private readonly ConvolutionTile<T> _tile = ConvolutionTile<T>.Best;
    private readonly StridedSource<T>[] _taps;
    private readonly GemmScratch _scratch;
    private readonly bool _isKept;
    private readonly T* _direct;
    private readonly int _groups, _filters, _channels, _panels, _allFilters;

    /// <summary>Prepares a kernel [3 axes of taps, channels of a group, filters] at a position in memory that all workers share.</summary>
    /// <param name="kernel">The kernel.</param>
    /// <param name="groups">Groups of filters.</param>
    /// <param name="positions">How many positions will use it.</param>
    /// <param name="scratch">Where the panels go.</param>
    /// <param name="keeps">Whether panels of a constant kernel are kept for all runs.</param>
    public ConvolutionFilters(BufferView kernel, int groups, int positions, GemmScratch scratch, bool keeps = true)
    {
        _groups = groups;
        _channels = kernel.Lengths[3];
        _filters = kernel.Lengths[4] / groups;
        _panels = (_filters + _tile.Columns - 1) / _tile.Columns;
        var first = (T*)kernel.Buffer.Address + kernel.Offset;
        _taps = new StridedSource<T>[kernel.Lengths[0] * kernel.Lengths[1] * kernel.Lengths[2]];
        for (var tap = 0; tap < _taps.Length; tap++)
        {
            var start = tap / (kernel.Lengths[1] * kernel.Lengths[2]) * (long)kernel.Strides[0]
                + tap / kernel.Lengths[2] % kernel.Lengths[1] * (long)kernel.Strides[1] + tap % kernel.Lengths[2] * (long)kernel.Strides[2];
            _taps[tap] = new StridedSource<T>(kernel.Strides[4], kernel.Strides[3], 0) { Pointer = first + start };
        }
        _allFilters = kernel.Lengths[4];
        var constant = keeps ? kernel.Buffer.Constant : null;
        // Whole vectors can be read row by row: as well as from a panel if there is only one, and cheaper than packing for few positions.
        if (kernel.IsContiguous && _filters % _tile.Lanes == 0
            && (_allFilters <= _tile.Columns || (positions <= FewPositions && constant is null)))
        {
            _direct = first;
        }
        var bytes = (long)groups * Depth * PaddedFilters * sizeof(T);
        if (_direct is null && constant is not null)
        {
            _isKept = true;
            _scratch = KeptPanels.Of(constant, kernel, $"{typeof(T).Name} in {groups}", bytes, Pack);
            return;
        }
        _scratch = scratch;
        if (_direct is null)
            scratch.Require(bytes, 0);
    }

    /// <summary>Terms of each sum.</summary>
    public int Depth => _taps.Length * _channels;

    /// <summary>Panels of a group.</summary>
    public int Panels => _panels;

    /// <summary>Filters of a group, in whole vectors.</summary>
    public int PaddedFilters => (_filters + _tile.Lanes - 1) / _tile.Lanes * _tile.Lanes;

    /// <summary>How many tiles pack the kernel; none if it is used where it lies.</summary>
    public int Count => _direct is not null || _isKept ? 0 : Tiles;

    private int Tiles => _groups * _panels * _taps.Length;

    /// <summary>Columns of a panel, in whole vectors.</summary>
    public int Width(int panel) => Math.Min(_tile.Columns, PaddedFilters - (panel * _tile.Columns));

    /// <summary>Elements from one k of a panel of so many vectors to the next.</summary>
    public nint Step(int vectors) => _direct is not null ? _allFilters : vectors * _tile.Lanes;

    /// <summary>The first element of a panel.</summary>
    public T* Panel(int group, int panel) => _direct is not null
        ? _direct + ((nint)group * _filters) + ((nint)panel * _tile.Columns)
        : PanelIn((T*)_scratch.Shared, group, panel);

    public override void RunTile(int tile, int worker) => Pack(tile, (T*)_scratch.Shared);

    private void Pack(GemmScratch panels)
    {
        for (var tile = 0; tile < Tiles; tile++)
            Pack(tile, (T*)panels.Shared);
    }

    private T* PanelIn(T* panels, int group, int panel) =>
        panels + ((nint)group * Depth * PaddedFilters) + ((nint)Depth * panel * _tile.Columns);

    private void Pack(int tile, T* panels)
    {
        var tap = tile % _taps.Length;
        var panel = tile / _taps.Length % _panels;
        var group = tile / _taps.Length / _panels;
        var first = panel * _tile.Columns;
        var lines = Math.Min(_tile.Columns, _filters - first);
        var width = Width(panel);
        if (_channels > 0)
        {
            _taps[tap].Pack(PanelIn(panels, group, panel) + ((nint)tap * _channels * width), width, 0, (group * _filters) + first, lines, 0,
                _channels);
        }
    }
}
