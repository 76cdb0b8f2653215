using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Cornea.Compilation.Kernels;
using Cornea.Devices.Cpu.Matrix;

namespace Cornea.Devices.Cpu.Convolution;

/// <summary>
/// Depthwise windows of 3x3 taps that reach beside the image, read where the image lies: a row of taps above or below it reads zeros, and
/// columns of taps beside it are left out. So nothing is copied.
/// </summary>
internal sealed unsafe class ThreeByThreeEdges<T>
    where T : unmanaged
{
    private readonly WindowShape _shape;
    private readonly (int First, int Last)[] _taps; // of each position of a line, the columns of taps on the image
    private readonly T[] _held;
    private readonly T* _zeros; // a line of the image
    private readonly nint _pixelStride;
    private readonly bool _isUsual; // only the first position and the last have a column of taps beside the image

    /// <summary>Prepares a shape that <see cref="Fits"/>.</summary>
    public ThreeByThreeEdges(WindowShape shape, BufferView images)
    {
        (_shape, _pixelStride) = (shape, images.Strides[3]);
        var axis = shape.Window.Axes[2];
        _taps = new (int First, int Last)[shape.Positions[2]];
        foreach (ref var taps in _taps.AsSpan())
            taps = (axis.Size, 0);
        for (var tap = 0; tap < axis.Size; tap++)
        {
            var (first, last) = axis.Valid(tap, shape.Input[2], shape.Positions[2]);
            for (var position = first; position < last; position++)
                _taps[position] = (Math.Min(tap, _taps[position].First), tap + 1);
        }
        _isUsual = _taps.Length > 1 && _taps.AsSpan()[1..^1].IndexOfAnyExcept((0, axis.Size)) < 0
            && _taps[0] is (0 or 1, 3) && _taps[^1] is (0, 2 or 3);
        _held = GC.AllocateArray<T>(((shape.Input[2] - 1) * images.Strides[3]) + shape.Channels, pinned: true);
        _zeros = (T*)Marshal.UnsafeAddrOfPinnedArrayElement(_held, 0);
    }

    /// <summary>Whether a window of 3x3 taps reaches beside the images, and their channels are whole vectors.</summary>
    public static bool Fits(WindowShape shape, BufferView images) => !shape.IsInside && shape.Window.Axes[0] is { Low: 0, High: 0 }
        && shape.Input[2] > 1 && images.Strides[3] >= shape.Channels && shape.Channels % Vector128<T>.Count == 0;

    /// <summary>A vector of channels of a row of a block of positions: x is what the first of them sees through its first tap, on the
    /// image or beside it, and each tap has its start from there. The other parameters are those of
    /// <see cref="DepthwiseLine{T, V, O}.ThreeByThree"/>.</summary>
    public void Run<V, O>(
        T* x, in PositionBlock positions, int row, nint* starts, nint step, T* weights, nint channels, T* to, nint toStep,
        TileFinish<T>* finish)
        where V : struct
        where O : struct, IVectorOperations<T, V>
    {
        var (rows, columns) = (_shape.Window.Axes[1], _shape.Window.Axes[2]);
        nint second = starts[1] - starts[0];
        var line = ((positions.FirstRow + row) * rows.Stride) - rows.Low;
        var zeros = _zeros + (((positions.FirstColumn * columns.Stride) - columns.Low) * _pixelStride);
        T* x0 = IsInside(line) ? x : zeros, x1 = IsInside(line + rows.Dilation) ? x + starts[3] : zeros,
            x2 = IsInside(line + (2 * rows.Dilation)) ? x + starts[6] : zeros;
        if (_isUsual)
        {
            var end = positions.FirstColumn + positions.Columns;
            var (left, right) =
                (positions.FirstColumn == 0 && _taps[0].First > 0, end == _taps.Length && _taps[^1].Last < columns.Size);
            if (!left || !right || positions.Columns > 1)
            {
                DepthwiseLine<T, V, O>.ThreeByThree(
                    x0, x1, x2, second, step, weights, channels, to, toStep, positions.Columns, finish, left, right);
                return;
            }
        }
        for (var column = 0; column < positions.Columns;)
        {
            var (first, last) = _taps[positions.FirstColumn + column];
            nint place = column * step;
            if (first > 0 || last < columns.Size)
            {
                DepthwiseLine<T, V, O>.Edge(x0 + place, x1 + place, x2 + place, second, first, last, weights, channels,
                    to + (column * toStep), finish);
                column++;
                continue;
            }
            var end = column + 1;
            while (end < positions.Columns && _taps[positions.FirstColumn + end] == (0, columns.Size))
                end++;
            DepthwiseLine<T, V, O>.ThreeByThree(x0 + place, x1 + place, x2 + place, second, step, weights, channels,
                to + (column * toStep), toStep, end - column, finish);
            column = end;
        }
    }

    private bool IsInside(int line) => (uint)line < (uint)_shape.Input[1];
}
