using Cornea.Compilation.Kernels;

namespace Cornea.Devices.Cpu.Convolution;

/// <summary>
/// The positions of all images cut into chunks of about 256, whose panel of the gradient stays in the nearest cache while the taps pass;
/// by the shape alone.
/// </summary>
internal sealed class PositionChunks
{
    /// <summary>Rows of positions that a chunk has at most, all images together.</summary>
    public const int MostRuns = Target;

    private const int Target = 256;
    private const int Together = 2; // rows that stay in one chunk: a pooling may have taken the largest of both

    private readonly WindowShape _shape;
    private readonly int _images, _imageChunks, _rowChunks, _columnChunks;

    public PositionChunks(WindowShape shape)
    {
        _shape = shape;
        var (rows, columns) = (shape.Positions[1], shape.Positions[2]);
        _columnChunks = (columns + Target - 1) / Target;
        var width = (columns + _columnChunks - 1) / _columnChunks;
        var units = (rows + Together - 1) / Together;
        var height = Math.Clamp(Target / width / Together, 1, units);
        _rowChunks = (units + height - 1) / height;
        height = (units + _rowChunks - 1) / _rowChunks * Together;
        // Several images only where they are a plane each, so that one address leads from one to the next.
        _images = shape.Positions[0] == 1 && _rowChunks == 1 && _columnChunks == 1
            ? Math.Clamp(Target / (rows * columns), 1, Math.Max(1, shape.Batch)) : 1;
        _imageChunks = (shape.Batch + _images - 1) / _images;
        Count = checked(_imageChunks * shape.Positions[0] * _rowChunks * _columnChunks);
        MostPositions = _images * height * width;
        MostImages = _images;
        MostRows = height;
        MostColumns = width;
    }

    /// <summary>The number of chunks.</summary>
    public int Count { get; }

    /// <summary>Positions of the largest chunk.</summary>
    public int MostPositions { get; }

    /// <summary>Images of the largest chunk.</summary>
    public int MostImages { get; }

    /// <summary>Rows of the largest chunk.</summary>
    public int MostRows { get; }

    /// <summary>Columns of the largest chunk.</summary>
    public int MostColumns { get; }

    /// <summary>Whether a chunk's positions follow one another in memory.</summary>
    public bool HasWholeRows => _columnChunks == 1;

    public PositionChunk this[int chunk]
    {
        get
        {
            var (rest, column) = Math.DivRem(chunk, _columnChunks);
            (rest, var row) = Math.DivRem(rest, _rowChunks);
            var (group, plane) = Math.DivRem(rest, _shape.Positions[0]);
            var (rows, columns) = (_shape.Positions[1], _shape.Positions[2]);
            long units = (rows + Together - 1) / Together;
            var (firstRow,
                lastRow) = ((int)(units * row / _rowChunks) * Together, Math.Min(rows, (int)(units * (row + 1) / _rowChunks) * Together));
            var (firstColumn,
                lastColumn) = ((int)((long)columns * column / _columnChunks), (int)((long)columns * (column + 1) / _columnChunks));
            var image = group * _images;
            return new PositionChunk(
                image, Math.Min(_images, _shape.Batch - image), plane, firstRow, lastRow - firstRow, firstColumn, lastColumn - firstColumn,
                (((image * _shape.Positions[0]) + plane) * rows + firstRow) * columns + firstColumn);
        }
    }
}
