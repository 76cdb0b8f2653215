using Cornea.Compilation.Kernels;
using Cornea.Devices.Cpu.Matrix;
using Cornea.Devices.Cpu.Threads;

namespace Cornea.Devices.Cpu.Quantization;

/// <summary>
/// The right factor of a product of bytes as panels of sixteen columns: for each four of k, four bytes of each column. What is missing in
/// the last panel and the last four is 0. Panels of a constant are laid out once, for all plans that read it.
/// </summary>
internal sealed unsafe class BytePanels : TileWork
{
    private readonly BufferView _source;
    private readonly sbyte* _first;
    private readonly GemmScratch _panels;
    private readonly bool _isKept;

    /// <summary>Prepares a factor.</summary>
    /// <param name="source">[batch, k, columns].</param>
    public BytePanels(BufferView source)
    {
        _source = source;
        _first = (sbyte*)source.Buffer.Address + source.Offset;
        Quads = (source.Lengths[1] + ByteTile.Quad - 1) / ByteTile.Quad;
        Panels = (source.Lengths[2] + ByteTile.Columns - 1) / ByteTile.Columns;
        var bytes = (long)source.Lengths[0] * Panels * PanelBytes;
        if (source.Buffer.Constant is { } constant)
        {
            _isKept = true;
            _panels = KeptPanels.Of(constant, source, $"bytes in {source.Lengths[0]}", bytes, Pack);
            HasLeast = new ReadOnlySpan<sbyte>(_panels.Shared, checked((int)bytes)).Contains(sbyte.MinValue);
            return;
        }
        _panels = new GemmScratch(0);
        _panels.Require(bytes, 0);
        HasLeast = true;
    }

    /// <summary>Fours along k.</summary>
    public int Quads { get; }

    /// <summary>Panels of a matrix.</summary>
    public int Panels { get; }

    /// <summary>Whether a byte is, or may be, -128.</summary>
    public bool HasLeast { get; private set; }

    /// <summary>How many tiles lay the factor out before each run.</summary>
    public int Count => _isKept ? 0 : Tiles;

    private int Tiles => _source.Lengths[0] * Panels;

    private nint PanelBytes => (nint)Quads * ByteTile.Quad * ByteTile.Columns;

    /// <summary>The first byte of a panel.</summary>
    public sbyte* Panel(int batch, int panel) => At((sbyte*)_panels.Shared, batch, panel);

    /// <summary>Looks at what was laid out for this run.</summary>
    public void Look()
    {
        if (!_isKept)
            HasLeast = new ReadOnlySpan<sbyte>(_panels.Shared, checked((int)(Tiles * PanelBytes))).Contains(sbyte.MinValue);
    }

    public override void RunTile(int tile, int worker) => Pack(tile, (sbyte*)_panels.Shared);

    private sbyte* At(sbyte* panels, int batch, int panel) => panels + ((nint)batch * Panels + panel) * PanelBytes;

    private void Pack(GemmScratch panels)
    {
        for (var tile = 0; tile < Tiles; tile++)
            Pack(tile, (sbyte*)panels.Shared);
    }

    private void Pack(int tile, sbyte* panels)
    {
        var (batch, panel) = Math.DivRem(tile, Panels);
        var (depth, first) = (_source.Lengths[1], panel * ByteTile.Columns);
        var columns = Math.Min(ByteTile.Columns, _source.Lengths[2] - first);
        nint row = _source.Strides[1], column = _source.Strides[2];
        var from = _first + batch * (nint)_source.Strides[0] + first * column;
        var to = At(panels, batch, panel);
        new Span<sbyte>(to, (int)PanelBytes).Clear();
        for (var k = 0; k < depth; k++)
        {
            var four = to + k / ByteTile.Quad * ByteTile.Quad * ByteTile.Columns + k % ByteTile.Quad;
            for (var i = 0; i < columns; i++)
                four[i * ByteTile.Quad] = from[k * row + i * column];
        }
    }
}
