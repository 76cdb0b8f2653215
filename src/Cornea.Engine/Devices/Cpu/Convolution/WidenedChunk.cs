using Cornea.Compilation.Kernels;
using Cornea.Devices.Cpu.Elementwise;

namespace Cornea.Devices.Cpu.Convolution;

/// <summary>What a chunk of positions sees of images of 16 bits, widened: images of one plane, all channels.</summary>
internal sealed unsafe class WidenedChunk
{
    private readonly WindowShape _shape;
    private readonly BufferView _images;
    private readonly ushort* _first;

    public WidenedChunk(WindowShape shape, BufferView images, PositionChunks chunks)
    {
        (_shape, _images) = (shape, images);
        _first = (ushort*)images.Buffer.Address + images.Offset;
        var axes = shape.Window.Axes;
        var lines = Math.Min(shape.Input[1], ((chunks.MostRows - 1) * axes[1].Stride) + axes[1].Extent);
        var pixels = Math.Min(shape.Input[2], ((chunks.MostColumns - 1) * axes[2].Stride) + axes[2].Extent);
        ScratchElements = (long)chunks.MostImages * lines * pixels * shape.Channels;
    }

    /// <summary>Elements of scratch needed.</summary>
    public long ScratchElements { get; }

    /// <summary>Widens; returns where the first pixel of the chunk's first image would lie, and the elements from one image and one line
    /// to the next.</summary>
    public float* Prepare(in PositionChunk positions, float* scratch, out nint image, out nint line)
    {
        var (firstLine, lastLine) = Seen(1, positions.FirstRow, positions.Rows);
        var (firstPixel, lastPixel) = Seen(2, positions.FirstColumn, positions.Columns);
        var axes = _shape.Window.Axes;
        nint channels = _shape.Channels, pixel = _images.Strides[3];
        line = (lastPixel - firstPixel) * channels;
        image = (lastLine - firstLine) * line;
        var to = scratch;
        for (var i = 0; i < positions.Images; i++)
        {
            for (var j = firstLine; j < lastLine; j++)
            {
                if (IsSkipped(1, j))
                {
                    to += line;
                    continue;
                }
                var from = _first + ((positions.Image + i) * (nint)_images.Strides[0]) + (j * (nint)_images.Strides[2])
                    + (firstPixel * pixel);
                if (pixel == channels && axes[2].Size > 1)
                {
                    ShortFloats.Widen(_images.DType, from, to, line);
                    to += line;
                    continue;
                }
                for (var k = firstPixel; k < lastPixel; k++, from += pixel, to += channels)
                {
                    if (!IsSkipped(2, k))
                        ShortFloats.Widen(_images.DType, from, to, channels);
                }
            }
        }
        return scratch - (firstLine * line) - (firstPixel * channels);
    }

    // Windows of one tap see only where they stand.
    private bool IsSkipped(int axis, int pixel)
    {
        var window = _shape.Window.Axes[axis];
        return window.Size == 1 && (pixel + window.Low) % window.Stride != 0;
    }

    // The pixels along an axis that adjacent positions see, as far as there are any.
    private (int First, int Last) Seen(int axis, int position, int positions)
    {
        var window = _shape.Window.Axes[axis];
        var first = (position * window.Stride) - window.Low;
        var last = first + ((positions - 1) * window.Stride) + window.Extent;
        first = Math.Clamp(first, 0, _shape.Input[axis]);
        return (first, Math.Clamp(last, first, _shape.Input[axis]));
    }
}
