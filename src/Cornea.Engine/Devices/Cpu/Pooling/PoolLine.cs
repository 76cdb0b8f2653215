using Cornea.Compilation.Kernels;
using Cornea.Graph;

namespace Cornea.Devices.Cpu.Pooling;

/// <summary>What a row of positions sees: the planes and rows of taps that lie on the image. Numbers are pixels, of all images.</summary>
internal readonly struct PoolLine
{
    private readonly WindowAxis _axis;
    private readonly int _length;

    /// <summary>Finds them.</summary>
    /// <param name="shape">The window and the images.</param>
    /// <param name="row">A row of positions, counted over planes and images.</param>
    public PoolLine(WindowShape shape, int row)
    {
        var (axes, input, positions) = (shape.Window.Axes, shape.Input, shape.Positions);
        var (rest, line) = Math.DivRem(row, positions[1]);
        var (image, plane) = Math.DivRem(rest, positions[0]);
        (var firstPlane, Planes) = Inside(axes[0], plane, input[0]);
        (var firstRow, Rows) = Inside(axes[1], line, input[1]);
        PlaneStep = (nint)axes[0].Dilation * input[1] * input[2];
        RowStep = (nint)axes[1].Dilation * input[2];
        Start = Planes * Rows == 0 ? 0 : ((((nint)image * input[0]) + firstPlane) * input[1] + firstRow) * input[2];
        _axis = axes[2];
        _length = input[2];
        PairsOfRows = Planes == 1 && Rows == 2 && axes[2] is { Size: 2, Stride: 2, Dilation: 1, Low: 0 };
        WholePairs = Math.Min(_length / 2, positions[2]);
    }

    /// <summary>The first pixel of the first row seen.</summary>
    public nint Start { get; }

    public int Planes { get; }

    public int Rows { get; }

    public nint PlaneStep { get; }

    public nint RowStep { get; }

    /// <summary>Whether windows are two by two and stand side by side.</summary>
    public bool PairsOfRows { get; }

    /// <summary>How many of those have all of their columns.</summary>
    public int WholePairs { get; }

    /// <summary>The taps of one position.</summary>
    public PoolTaps At(int column)
    {
        var (first, columns) = Inside(_axis, column, _length);
        return new PoolTaps(Start + first, Planes, Rows, columns, PlaneStep, RowStep, _axis.Dilation);
    }

    private static (int First, int Count) Inside(WindowAxis axis, int position, int length)
    {
        var start = (position * axis.Stride) - axis.Low;
        var skipped = start >= 0 ? 0 : (-start + axis.Dilation - 1) / axis.Dilation;
        var end = length <= start ? 0 : Math.Min(axis.Size, (length - start - 1) / axis.Dilation + 1);
        var count = Math.Max(0, end - skipped);
        return (count == 0 ? 0 : start + (skipped * axis.Dilation), count);
    }
}
