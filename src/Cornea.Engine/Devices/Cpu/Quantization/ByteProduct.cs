using Cornea.Devices.Cpu.Matrix;
using Cornea.Devices.Cpu.Threads;

namespace Cornea.Devices.Cpu.Quantization;

/// <summary>
/// Products of signed bytes, their sums in int32, exact: rows by panels, cut into tiles by the shape alone. The sums of a tile wait in a
/// worker's scratch for the epilogue.
/// </summary>
internal sealed unsafe class ByteProduct : TileWork
{
    private const int MostRows = 64; // of a tile
    private const int MostPanels = 32; // of a tile: their sums for all rows are 128 KiB
    private const int DepthQuads = 256; // a panel's part that stays in the nearest cache, 16 KiB
    private const int FewTiles = 8; // fewer than these are cut by columns too
    private const long LeastWork = 1 << 17; // multiply-adds of a tile that is so cut

    private readonly ByteRows _left;
    private readonly BytePanels _right;
    private readonly GemmScratch _scratch;
    private readonly TileEpilogue<int> _epilogue;
    private readonly int _rows, _columns, _tileRows, _tilePanels, _rowTiles, _columnTiles, _sumsAt;

    /// <summary>Plans a product.</summary>
    /// <param name="shape">The sizes; the depth is that of a row.</param>
    /// <param name="left">Rows.</param>
    /// <param name="right">Columns.</param>
    /// <param name="scratch">Memory for rows and sums.</param>
    /// <param name="epilogue">What becomes of the sums.</param>
    public ByteProduct(GemmShape shape, ByteRows left, BytePanels right, GemmScratch scratch, TileEpilogue<int> epilogue)
    {
        (_left, _right, _scratch, _epilogue, _rows, _columns) = (left, right, scratch, epilogue, shape.Rows, shape.Columns);
        _tileRows = Math.Min(MostRows, Math.Max(1, shape.Rows));
        _rowTiles = (shape.Rows + _tileRows - 1) / _tileRows;
        _tilePanels = Math.Clamp(right.Panels, 1, MostPanels);
        long PerPanel() => (long)_tileRows * ByteTile.Columns * shape.Depth;
        while (_tilePanels > 1 && (long)shape.Batch * _rowTiles * ColumnTiles(right.Panels) < FewTiles
            && PerPanel() * _tilePanels > 2 * LeastWork)
        {
            _tilePanels = (_tilePanels + 1) / 2;
        }
        _columnTiles = ColumnTiles(right.Panels);
        _sumsAt = (left.ScratchBytes(_tileRows) + 63) / 64 * 64;
        scratch.Require(0, _sumsAt + (long)_tileRows * _tilePanels * ByteTile.Columns * sizeof(int));
        Count = shape.Rows == 0 || shape.Columns == 0 ? 0 : checked(shape.Batch * _rowTiles * _columnTiles);
    }

    /// <summary>The tiles of the product.</summary>
    public int Count { get; }

    public override void RunTile(int tile, int worker)
    {
        var (rest, columnTile) = Math.DivRem(tile, _columnTiles);
        var (batch, rowTile) = Math.DivRem(rest, _rowTiles);
        var (row, first) = (rowTile * _tileRows, columnTile * _tilePanels);
        var (rows, panels) = (Math.Min(_tileRows, _rows - row), Math.Min(_tilePanels, _right.Panels - first));
        var scratch = (sbyte*)_scratch.Worker(worker);
        var a = _left.Prepare(batch, row, rows, scratch, out var step);
        var sums = (int*)(scratch + _sumsAt);
        var stride = (nint)panels * ByteTile.Columns;
        var signs = stackalloc bool[MostRows / ByteTile.Rows];
        for (var i = 0; i < rows; i += ByteTile.Rows)
        {
            signs[i / ByteTile.Rows] = ByteTile.IsNonNegative(
                a + i * step, step, Math.Min(ByteTile.Rows, rows - i), _right.Quads * ByteTile.Quad);
        }
        if (_right.Quads == 0)
            new Span<int>(sums, rows * (int)stride).Clear();
        for (var k = 0; k < _right.Quads; k += DepthQuads)
        {
            var quads = Math.Min(DepthQuads, _right.Quads - k);
            for (var panel = 0; panel < panels; panel++)
            {
                var b = _right.Panel(batch, first + panel) + (nint)k * ByteTile.Quad * ByteTile.Columns;
                for (var i = 0; i < rows; i += ByteTile.Rows)
                {
                    ByteTile.Best(signs[i / ByteTile.Rows], _right.HasLeast).Multiply(
                        Math.Min(ByteTile.Rows, rows - i), quads, a + i * step + k * ByteTile.Quad, step, b,
                        sums + i * stride + panel * ByteTile.Columns, stride, k > 0);
                }
            }
        }
        var column = first * ByteTile.Columns;
        _epilogue.Apply(batch, row, column, rows, Math.Min((int)stride, _columns - column), sums, stride, worker);
    }

    private int ColumnTiles(int panels) => (panels + _tilePanels - 1) / _tilePanels;
}
