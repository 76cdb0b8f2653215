using Cornea.Compilation;

namespace Cornea.Backends.Cpu;

/// <summary>The taps of one place that lie on the image: a box of pixels, walked in steps. Numbers are pixels, of all images.</summary>
internal readonly struct PoolTaps
{
    /// <summary>Finds them.</summary>
    /// <param name="shape">The window and the images.</param>
    /// <param name="row">A row of places, counted over planes and images.</param>
    /// <param name="column">The place in it.</param>
    public PoolTaps(WindowShape shape, int row, int column)
    {
        var (axes, input, places) = (shape.Window.Axes, shape.Input, shape.Places);
        var (rest, line) = Math.DivRem(row, places[1]);
        var (image, plane) = Math.DivRem(rest, places[0]);
        (var firstPlane, Planes) = Inside(axes[0], plane, input[0]);
        (var firstRow, Rows) = Inside(axes[1], line, input[1]);
        (var firstColumn, Columns) = Inside(axes[2], column, input[2]);
        PlaneStep = (nint)axes[0].Dilation * input[1] * input[2];
        RowStep = (nint)axes[1].Dilation * input[2];
        ColumnStep = axes[2].Dilation;
        Start = Count == 0 ? 0 : (((((nint)image * input[0]) + firstPlane) * input[1]) + firstRow) * input[2] + firstColumn;
    }

    /// <summary>The first pixel.</summary>
    public nint Start { get; }

    public int Planes { get; }

    public int Rows { get; }

    public int Columns { get; }

    public nint PlaneStep { get; }

    public nint RowStep { get; }

    public nint ColumnStep { get; }

    public int Count => Planes * Rows * Columns;

    private static (int First, int Count) Inside(Graph.WindowAxis axis, int place, int length)
    {
        var start = (place * axis.Stride) - axis.Low;
        var skipped = start >= 0 ? 0 : (-start + axis.Dilation - 1) / axis.Dilation;
        var end = length <= start ? 0 : Math.Min(axis.Size, (length - start - 1) / axis.Dilation + 1);
        return (start + (skipped * axis.Dilation), Math.Max(0, end - skipped));
    }
}
