using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Cornea.Compilation.Kernels;

namespace Cornea.Devices.Cpu.Convolution;

/// <summary>
/// What each tap sees of each channel, as a line of its own over the positions of a chunk: for images of few channels, where a tap alone
/// would fill a register tile badly. The image is first copied channel by channel, so that lines are copies of contiguous elements.
/// </summary>
internal sealed unsafe class PatchLines<T>
    where T : unmanaged
{
    private readonly WindowShape _shape;
    private readonly BufferView _images;
    private readonly T* _first;
    private readonly int _rows, _columns; // of the largest part of a plane
    private readonly long _planeOffset;

    public PatchLines(WindowShape shape, BufferView images, PositionChunks chunks)
    {
        (_shape, _images) = (shape, images);
        _first = (T*)images.Buffer.Address + images.Offset;
        var axes = shape.Window.Axes;
        _rows = ((chunks.MostRows - 1) * axes[1].Stride) + axes[1].Extent;
        _columns = ((chunks.MostColumns - 1) * axes[2].Stride) + axes[2].Extent;
        Stride = (chunks.MostPositions + 15) / 16 * 16;
        _planeOffset = (long)shape.Window.Taps * shape.Channels * Stride;
        ScratchElements = _planeOffset + ((long)_rows * _columns * shape.Channels);
    }

    /// <summary>Elements from one line to the next.</summary>
    public nint Stride { get; }

    /// <summary>Elements of scratch needed.</summary>
    public long ScratchElements { get; }

    /// <summary>Writes the lines of a chunk: taps outermost, then channels.</summary>
    public void Write(in PositionChunk positions, T* lines)
    {
        var axes = _shape.Window.Axes;
        var channelPlane = lines + _planeOffset;
        var size = (nint)_rows * _columns;
        var (taps, channels) = (axes[1].Size * axes[2].Size, _shape.Channels);
        for (var image = 0; image < positions.Images; image++)
        {
            for (var plane = 0; plane < axes[0].Size; plane++)
            {
                Split(positions, image, plane, channelPlane);
                for (var tap = 0; tap < taps; tap++)
                {
                    var start = (tap / axes[2].Size * axes[1].Dilation * (nint)_columns) + (tap % axes[2].Size * axes[2].Dilation);
                    for (var channel = 0; channel < channels; channel++)
                    {
                        var to = lines + ((((plane * taps) + tap) * channels + channel) * Stride)
                            + ((nint)image * positions.Rows * positions.Columns);
                        var from = channelPlane + (channel * size) + start;
                        for (var row = 0; row < positions.Rows; row++, from += axes[1].Stride * (nint)_columns, to += positions.Columns)
                            Copy(from, axes[2].Stride, to, positions.Columns);
                    }
                }
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Copy(T* from, nint step, T* to, int count)
    {
        if (step == 1)
        {
            new Span<T>(from, count).CopyTo(new Span<T>(to, count));
            return;
        }
        var i = 0;
        if (step == 2 && sizeof(T) == sizeof(float) && Avx2.IsSupported)
        {
            // Every other one of sixteen; what is read lies before the last that is asked for.
            for (; i + 8 < count; i += 8)
            {
                var pairs = Avx.Shuffle(Vector256.Load((float*)from + (2 * i)), Vector256.Load((float*)from + (2 * i) + 8), 0x88);
                Avx2.Permute4x64(pairs.AsDouble(), 0xD8).AsSingle().Store((float*)to + i);
            }
        }
        for (; i < count; i++)
            to[i] = from[i * step];
    }

    // The part of an image's plane that a chunk sees through one tap of the first axis, channel by channel, zeros beside the image.
    private void Split(in PositionChunk positions, int image, int tapPlane, T* target)
    {
        var axes = _shape.Window.Axes;
        var plane = (positions.Plane * axes[0].Stride) - axes[0].Low + (tapPlane * axes[0].Dilation);
        var line = (positions.FirstRow * axes[1].Stride) - axes[1].Low;
        var pixel = (positions.FirstColumn * axes[2].Stride) - axes[2].Low;
        var lines = ((positions.Rows - 1) * axes[1].Stride) + axes[1].Extent;
        var pixels = ((positions.Columns - 1) * axes[2].Stride) + axes[2].Extent;
        var (firstPixel, lastPixel) = (Math.Clamp(-pixel, 0, pixels), Math.Clamp(_shape.Input[2] - pixel, 0, pixels));
        var from = _first + ((positions.Image + image) * (nint)_images.Strides[0]) + (plane * (nint)_images.Strides[1])
            + (pixel * (nint)_images.Strides[3]);
        nint step = _images.Strides[3];
        for (var i = 0; i < lines; i++)
        {
            var isInside = (uint)plane < (uint)_shape.Input[0] && (uint)(line + i) < (uint)_shape.Input[1];
            for (var channel = 0; channel < _shape.Channels; channel++)
            {
                var to = target + ((nint)channel * _rows * _columns) + ((nint)i * _columns);
                if (!isInside || firstPixel >= lastPixel)
                {
                    new Span<T>(to, pixels).Clear();
                    continue;
                }
                new Span<T>(to, firstPixel).Clear();
                new Span<T>(to + lastPixel, pixels - lastPixel).Clear();
                var source = from + ((line + i) * (nint)_images.Strides[2]) + channel;
                Copy(source + (firstPixel * step), step, to + firstPixel, lastPixel - firstPixel);
            }
        }
    }
}
