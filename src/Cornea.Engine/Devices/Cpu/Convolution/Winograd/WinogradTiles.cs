using Cornea.Compilation.Kernels;
using Cornea.Devices.Cpu.Elementwise;

namespace Cornea.Devices.Cpu.Convolution.Winograd;

/// <summary>
/// The positions of all images cut into tiles of 4x4, and the tiles into blocks: some rows of tiles of one image, or some whole images.
/// By the shape alone.
/// </summary>
internal sealed unsafe class WinogradTiles
{
    private const int Side = WinogradTransforms.Side, Points = WinogradTransforms.Points;

    private readonly WindowShape _shape;
    private readonly int _rows, _columns; // tiles of an image
    private readonly int _rowBlocks, _images;

    /// <summary>Cuts.</summary>
    /// <param name="shape">The window and the images.</param>
    /// <param name="most">Tiles that a block should have at most.</param>
    /// <param name="leastBlocks">Blocks that there should be at least, where blocks of a few tiles allow it.</param>
    public WinogradTiles(WindowShape shape, int most, int leastBlocks)
    {
        _shape = shape;
        (_rows, _columns) = ((shape.Positions[1] + Side - 1) / Side, (shape.Positions[2] + Side - 1) / Side);
        var all = All(shape);
        most = (int)Math.Max(1, Math.Min(most, Math.Max(Few, all / leastBlocks)));
        _images = Math.Clamp(most / (_rows * _columns), 1, Math.Max(1, shape.Batch));
        var height = Math.Clamp(most / _columns, 1, _rows);
        _rowBlocks = (_rows + height - 1) / height;
        height = (_rows + _rowBlocks - 1) / _rowBlocks;
        Count = (shape.Batch + _images - 1) / _images * _rowBlocks;
        Most = _images * height * _columns;
        MostPositions = _images * Math.Min(height * Side, shape.Positions[1]) * shape.Positions[2];
    }

    // A register tile of the product is about as high.
    private const int Few = 12;

    /// <summary>The number of blocks.</summary>
    public int Count { get; }

    /// <summary>Tiles of the largest block.</summary>
    public int Most { get; }

    /// <summary>Positions of the largest block.</summary>
    public int MostPositions { get; }

    /// <summary>The number of tiles of all images.</summary>
    public static long All(WindowShape shape) => (long)shape.Batch * OfImage(shape);

    /// <summary>The number of tiles of an image.</summary>
    public static long OfImage(WindowShape shape) => (long)((shape.Positions[1] + Side - 1) / Side)
        * ((shape.Positions[2] + Side - 1) / Side);

    public WinogradBlock this[int block]
    {
        get
        {
            var (group, part) = Math.DivRem(block, _rowBlocks);
            var image = group * _images;
            var images = Math.Min(_images, _shape.Batch - image);
            var (first, last) = ((int)((long)_rows * part / _rowBlocks), (int)((long)_rows * (part + 1) / _rowBlocks));
            var (firstPosition, lastPosition) = (first * Side, Math.Min(last * Side, _shape.Positions[1]));
            var width = _shape.Positions[2];
            return new WinogradBlock(
                image, first, last - first, images * (last - first) * _columns, ((image * _shape.Positions[1]) + firstPosition) * width,
                ((images - 1) * _shape.Positions[1] * width) + ((lastPosition - firstPosition) * width));
        }
    }

    /// <summary>The first position of a tile of a block: which image, and where.</summary>
    public (int Image, int Row, int Column) Place(in WinogradBlock block, int tile)
    {
        var (rest, column) = Math.DivRem(tile, _columns);
        var (image, row) = Math.DivRem(rest, block.Rows);
        return (block.Image + image, (block.FirstRow + row) * Side, column * Side);
    }

    /// <summary>Where the pixels lie that a tile sees; zeros for those beside the image.</summary>
    /// <param name="images">All images: [batch, 3 spatial axes, channels].</param>
    /// <param name="position">The tile's first position.</param>
    /// <param name="zeros">A pixel of zeros.</param>
    /// <param name="pixels">Takes 6x6 addresses.</param>
    /// <param name="channels">Channels of a pixel that are read.</param>
    /// <param name="wide">Where pixels of 16 bits are widened.</param>
    public void Pixels(
        BufferView images, (int Image, int Row, int Column) position, float* zeros, float** pixels, int channels, float* wide)
    {
        var (low, left) = (position.Row - _shape.Window.Axes[1].Low, position.Column - _shape.Window.Axes[2].Low);
        Square(images, position.Image, low, left, _shape.Input[1], _shape.Input[2], Points, zeros, pixels, channels, wide);
    }

    /// <summary>Where the positions of a tile lie in the gradient; zeros for those beyond its end.</summary>
    /// <param name="gradient">The gradient: [batch, 3 spatial axes, filters].</param>
    /// <param name="position">The tile's first position.</param>
    /// <param name="zeros">A position of zeros.</param>
    /// <param name="pixels">Takes 4x4 addresses.</param>
    /// <param name="filters">Filters of a position that are read.</param>
    /// <param name="wide">Where positions of 16 bits are widened.</param>
    public void Positions(
        BufferView gradient, (int Image, int Row, int Column) position, float* zeros, float** pixels, int filters, float* wide) =>
        Square(gradient, position.Image, position.Row, position.Column, _shape.Positions[1], _shape.Positions[2], Side, zeros, pixels,
            filters, wide);

    /// <summary>Elements of scratch in which the pixels of a tile are widened; none where they need not be.</summary>
    public static nint WideElements(BufferView view, int channels) => view.DType.IsShortFloat() ? Points * Points * (nint)channels : 0;

    private static void Square(BufferView view, int image, int top, int left, int rows, int columns, int side, float* zeros, float** pixels,
        int channels, float* wide)
    {
        var strides = view.Strides.AsSpan();
        nint line = strides[2], pixel = strides[3];
        if (view.DType.IsShortFloat())
        {
            var start = (ushort*)view.Buffer.Address + view.Offset + (image * (nint)strides[0]) + (top * line) + (left * pixel);
            for (var i = 0; i < side * side; i++)
            {
                var (y, x) = Math.DivRem(i, side);
                pixels[i] = zeros;
                if ((uint)(top + y) >= (uint)rows || (uint)(left + x) >= (uint)columns)
                    continue;
                ShortFloats.Widen(view.DType, start + (y * line) + (x * pixel), wide, channels);
                pixels[i] = wide;
                wide += channels;
            }
            return;
        }
        var first = (float*)view.Buffer.Address + view.Offset + (image * (nint)strides[0]) + (top * line) + (left * pixel);
        for (var i = 0; i < side; i++)
        {
            for (var j = 0; j < side; j++)
                *pixels++ = (uint)(top + i) < (uint)rows && (uint)(left + j) < (uint)columns ? first + (i * line) + (j * pixel) : zeros;
        }
    }
}
