using Cornea.Compilation.Kernels;

namespace Cornea.Devices.Cpu.Convolution;

/// <summary>The positions of all images cut into blocks of nearly equal size, and the blocks into tiles; by the shape alone.</summary>
internal sealed class PositionBlocks
{
    private const long LeastWork = 1 << 18; // multiply-adds that make a tile worth claiming
    private const int MostColumns = 256;
    private const int FewBlocks = 16; // of so many, one more or less makes a worker wait

    private readonly WindowShape _shape;
    private readonly int _rowBlocks, _columnBlocks;

    private PositionBlocks(WindowShape shape, int rowBlocks, int columnBlocks, int blocksPerTile)
    {
        _shape = shape;
        (_rowBlocks, _columnBlocks) = (rowBlocks, columnBlocks);
        Count = checked(shape.Batch * shape.Positions[0] * rowBlocks * columnBlocks);
        BlocksPerTile = blocksPerTile;
        MostRows = (shape.Positions[1] + rowBlocks - 1) / rowBlocks;
        MostColumnsOfBlock = (shape.Positions[2] + columnBlocks - 1) / columnBlocks;
    }

    /// <summary>The number of blocks.</summary>
    public int Count { get; }

    /// <summary>Rows of the largest block.</summary>
    public int MostRows { get; }

    /// <summary>Columns of the largest block.</summary>
    public int MostColumnsOfBlock { get; }

    /// <summary>Positions of the largest block.</summary>
    public int MostPositions => MostRows * MostColumnsOfBlock;

    /// <summary>Blocks that a tile has at most.</summary>
    public int BlocksPerTile { get; }

    /// <summary>The number of tiles.</summary>
    public int Tiles => (Count + BlocksPerTile - 1) / BlocksPerTile;

    public PositionBlock this[int block]
    {
        get
        {
            var (rest, column) = Math.DivRem(block, _columnBlocks);
            (rest, var row) = Math.DivRem(rest, _rowBlocks);
            var (image, plane) = Math.DivRem(rest, _shape.Positions[0]);
            var (rows, columns) = (_shape.Positions[1], _shape.Positions[2]);
            var (firstRow, lastRow) = Part(rows, row, _rowBlocks);
            var (firstColumn, lastColumn) = Part(columns, column, _columnBlocks);
            return new PositionBlock(
                image, plane, firstRow, lastRow - firstRow, firstColumn, lastColumn - firstColumn,
                (((image * _shape.Positions[0]) + plane) * rows + firstRow) * columns + firstColumn);
        }
    }

    /// <summary>The first block of a tile.</summary>
    public int First(int tile) => Math.Min(Count, tile * BlocksPerTile);

    /// <summary>Cuts the positions.</summary>
    /// <param name="shape">The window and the images.</param>
    /// <param name="workPerPosition">Multiply-adds of a position.</param>
    /// <param name="fits">Whether a block of so many rows and columns may be.</param>
    /// <param name="leastColumns">Blocks of a single row are not made narrower than this.</param>
    public static PositionBlocks Of(WindowShape shape, long workPerPosition, Func<int, int, bool> fits, int leastColumns = 64)
    {
        var (rows, columns) = (shape.Positions[1], shape.Positions[2]);
        var columnBlocks = (columns + MostColumns - 1) / MostColumns;
        var width = (columns + columnBlocks - 1) / columnBlocks;
        long images = (long)shape.Batch * shape.Positions[0];
        while (rows == 1 && width > leastColumns && !fits(1, width))
        {
            columnBlocks++;
            width = (columns + columnBlocks - 1) / columnBlocks;
        }
        // A line of positions is cut evenly for 2 and 4 workers, where its pieces are worth claiming.
        while (rows == 1 && images * columnBlocks < FewBlocks && images * columnBlocks % 4 != 0 && width >= 2 * leastColumns
            && width / 2 * workPerPosition >= LeastWork / 2)
        {
            columnBlocks++;
            width = (columns + columnBlocks - 1) / columnBlocks;
        }
        var height = rows;
        bool IsLarge(int height) => (long)height * width * workPerPosition >= LeastWork;
        while (height > 1 && (!fits(height, width) || (images * ((rows + height - 1) / height) * columnBlocks < 16 && IsLarge(height / 2))))
            height = (height + 1) / 2;
        var rowBlocks = (rows + height - 1) / height;
        long work = Math.Max(1, (long)height * width * workPerPosition);
        var perTile = (int)Math.Clamp(LeastWork / work, 1, Math.Max(1, images * rowBlocks * columnBlocks / 16));
        return new PositionBlocks(shape, rowBlocks, columnBlocks, perTile);
    }

    private static (int First, int Last) Part(int length, int part, int parts) =>
        ((int)((long)length * part / parts), (int)((long)length * (part + 1) / parts));
}
