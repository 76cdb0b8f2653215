using System.Runtime.CompilerServices;
using Cornea.Compilation.Kernels;

namespace Cornea.Devices.Cpu.Quantization;

/// <summary>What each position of a window sees, as a row: taps, and the channels of a group in each. Beside the image it is 0.</summary>
internal sealed unsafe class PatchRows : ByteRows
{
    private readonly WindowShape _shape;
    private readonly sbyte* _images;
    private readonly nint _imageStep, _planeStep, _lineStep, _pixelStep;
    private readonly int _channels, _depth, _padded;
    private readonly bool _isJoined; // the taps of the last axis lie side by side

    /// <summary>Prepares the reading of images.</summary>
    /// <param name="shape">The window and the images.</param>
    /// <param name="images">[batch, 3 spatial axes, channels], the channels contiguous.</param>
    /// <param name="groups">Groups of channels.</param>
    public PatchRows(WindowShape shape, BufferView images, int groups)
    {
        _shape = shape;
        _images = (sbyte*)images.Buffer.Address + images.Offset;
        (_imageStep, _planeStep, _lineStep, _pixelStep) = (images.Strides[0], images.Strides[1], images.Strides[2], images.Strides[3]);
        _channels = shape.Channels / groups;
        _depth = shape.Window.Taps * _channels;
        _padded = (_depth + ByteTile.Quad - 1) / ByteTile.Quad * ByteTile.Quad;
        _isJoined = groups == 1 && shape.Window.Axes[2].Dilation == 1 && _pixelStep == _channels;
    }

    public override int ScratchBytes(int rows) => rows * _padded;

    public override sbyte* Prepare(int batch, int row, int rows, sbyte* scratch, out nint step)
    {
        step = _padded;
        var axes = _shape.Window.Axes;
        var images = _images + (nint)batch * _channels;
        for (var i = 0; i < rows; i++)
        {
            var (rest, column) = Math.DivRem(row + i, _shape.Positions[2]);
            (rest, var line) = Math.DivRem(rest, _shape.Positions[1]);
            var (image, plane) = Math.DivRem(rest, _shape.Positions[0]);
            var to = scratch + i * step;
            var from = images + image * _imageStep;
            for (var t0 = 0; t0 < axes[0].Size; t0++)
            {
                var seenPlane = plane * axes[0].Stride - axes[0].Low + t0 * axes[0].Dilation;
                for (var t1 = 0; t1 < axes[1].Size; t1++, to += axes[2].Size * _channels)
                {
                    var seenLine = line * axes[1].Stride - axes[1].Low + t1 * axes[1].Dilation;
                    if ((uint)seenPlane < (uint)_shape.Input[0] && (uint)seenLine < (uint)_shape.Input[1])
                        CopyTaps(from + seenPlane * _planeStep + seenLine * _lineStep, column * axes[2].Stride - axes[2].Low, to);
                    else
                        Unsafe.InitBlockUnaligned(to, 0, (uint)(axes[2].Size * _channels));
                }
            }
            for (var k = _depth; k < _padded; k++)
                scratch[i * step + k] = 0;
        }
        return scratch;
    }

    private void CopyTaps(sbyte* line, int pixel, sbyte* to)
    {
        var axis = _shape.Window.Axes[2];
        if (_isJoined && pixel >= 0 && pixel + axis.Size <= _shape.Input[2])
        {
            Unsafe.CopyBlockUnaligned(to, line + pixel * _pixelStep, (uint)(axis.Size * _channels));
            return;
        }
        for (var tap = 0; tap < axis.Size; tap++, pixel += axis.Dilation, to += _channels)
        {
            if ((uint)pixel < (uint)_shape.Input[2])
                Unsafe.CopyBlockUnaligned(to, line + pixel * _pixelStep, (uint)_channels);
            else
                Unsafe.InitBlockUnaligned(to, 0, (uint)_channels);
        }
    }
}
