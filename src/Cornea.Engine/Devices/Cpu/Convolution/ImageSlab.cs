using Cornea.Compilation.Kernels;
using Cornea.Devices.Cpu.Elementwise;

namespace Cornea.Devices.Cpu.Convolution;

/// <summary>
/// The part of an image that a block of positions sees: the image itself where all of it lies inside, else a copy with zeros for what
/// lies beside the image. The copy has one plane for each tap of the first axis. Images of 16 bits are copied and widened.
/// </summary>
internal sealed unsafe class ImageSlab<T>
    where T : unmanaged
{
    private readonly WindowShape _shape;
    private readonly byte* _image;
    private readonly DType _dtype;
    private readonly int _size;
    private readonly nint _imageStride, _planeStride, _lineStride, _pixelStride;
    private readonly bool _isCopied;
    private readonly int _rows, _columns; // of the largest slab

    /// <param name="shape">The window and the images.</param>
    /// <param name="images">The images.</param>
    /// <param name="blocks">How the positions are cut.</param>
    /// <param name="copies">False where whoever reads leaves out what lies beside the image.</param>
    public ImageSlab(WindowShape shape, BufferView images, PositionBlocks blocks, bool copies = true)
    {
        _shape = shape;
        (_dtype, _size) = (images.DType, images.DType.Size());
        _image = images.Buffer.Address + (long)images.Offset * _size;
        (_imageStride, _planeStride, _lineStride, _pixelStride) =
            (images.Strides[0], images.Strides[1], images.Strides[2], images.Strides[3]);
        _isCopied = copies && Copies(shape, images);
        (_rows, _columns) = Seen(shape, blocks.MostRows, blocks.MostColumnsOfBlock);
        ColumnStride = _isCopied || shape.Input[2] == 1 ? shape.Channels : _pixelStride;
        RowStride = _isCopied ? (nint)_columns * shape.Channels : _lineStride;
    }

    /// <summary>Elements from one column of pixels to the next.</summary>
    public nint ColumnStride { get; }

    /// <summary>Elements from one row of pixels to the next.</summary>
    public nint RowStride { get; }

    /// <summary>Elements of scratch that a copy needs.</summary>
    public long ScratchElements => _isCopied ? (long)_shape.Window.Axes[0].Size * _rows * RowStride : 0;

    /// <summary>Whether the image cannot be read where it lies.</summary>
    public static bool Copies(WindowShape shape, BufferView images) => !shape.IsInside || images.DType.IsShortFloat();

    /// <summary>Elements of a copy for a block of positions.</summary>
    public static long Elements(WindowShape shape, int rows, int columns)
    {
        var (seenRows, seenColumns) = Seen(shape, rows, columns);
        return (long)shape.Window.Axes[0].Size * seenRows * seenColumns * shape.Channels;
    }

    /// <summary>Elements from the address that <see cref="Prepare"/> gives to what a tap sees.</summary>
    public nint Start(int tap)
    {
        var axes = _shape.Window.Axes;
        var (rest, column) = Math.DivRem(tap, axes[2].Size);
        var (plane, row) = Math.DivRem(rest, axes[1].Size);
        var planeStep = _isCopied ? _rows * RowStride : axes[0].Dilation * _planeStride;
        return (plane * planeStep) + (row * axes[1].Dilation * RowStride) + (column * axes[2].Dilation * ColumnStride);
    }

    /// <summary>Where the first position of a block finds its first tap; made in scratch where it must be.</summary>
    public T* Prepare(in PositionBlock positions, T* scratch)
    {
        var axes = _shape.Window.Axes;
        var image = _image + (positions.Image * _imageStride * _size);
        var plane = (positions.Plane * axes[0].Stride) - axes[0].Low;
        var line = (positions.FirstRow * axes[1].Stride) - axes[1].Low;
        var pixel = (positions.FirstColumn * axes[2].Stride) - axes[2].Low;
        if (!_isCopied)
            return (T*)image + (plane * _planeStride) + (line * _lineStride) + (pixel * _pixelStride);
        var (lines, pixels) = Seen(_shape, positions.Rows, positions.Columns);
        for (var tap = 0; tap < axes[0].Size; tap++)
        {
            var seen = plane + (tap * axes[0].Dilation);
            var target = scratch + (tap * _rows * RowStride);
            for (var i = 0; i < lines; i++)
            {
                // Windows of one tap skip the lines between.
                if (axes[1].Size == 1 && i % axes[1].Stride != 0)
                    continue;
                var isInside = (uint)seen < (uint)_shape.Input[0] && (uint)(line + i) < (uint)_shape.Input[1];
                CopyLine(isInside ? image + ((seen * _planeStride) + ((line + i) * _lineStride)) * _size : null, pixel, pixels,
                    target + (i * RowStride));
            }
        }
        return scratch;
    }

    private void CopyLine(byte* line, int pixel, int pixels, T* target)
    {
        var channels = _shape.Channels;
        var first = line is null ? pixels : Math.Clamp(-pixel, 0, pixels);
        var last = Math.Clamp(_shape.Input[2] - pixel, first, pixels);
        new Span<T>(target, first * channels).Clear();
        if (line is null)
            return;
        var from = line + ((pixel + first) * _pixelStride * _size);
        if (_pixelStride == channels)
        {
            ShortFloats.Copy(_dtype, from, target + ((nint)first * channels), (last - first) * channels);
        }
        else
        {
            for (var i = first; i < last; i++, from += _pixelStride * _size)
                ShortFloats.Copy(_dtype, from, target + ((nint)i * channels), channels);
        }
        new Span<T>(target + ((nint)last * channels), (pixels - last) * channels).Clear();
    }

    // Lines and pixels that a block of positions sees.
    private static (int Lines, int Pixels) Seen(WindowShape shape, int rows, int columns)
    {
        var axes = shape.Window.Axes;
        return (((rows - 1) * axes[1].Stride) + axes[1].Extent, ((columns - 1) * axes[2].Stride) + axes[2].Extent);
    }
}
