namespace Cornea.Devices.Cpu.Pooling;

/// <summary>The taps of one position that lie on the image: a box of pixels, walked in steps. Numbers are pixels, of all images.</summary>
internal readonly record struct PoolTaps(nint Start, int Planes, int Rows, int Columns, nint PlaneStep, nint RowStep, nint ColumnStep)
{
    public int Count => Planes * Rows * Columns;

    /// <summary>The pixel of a tap, counted in the order of memory.</summary>
    public nint Pixel(int tap)
    {
        var (rest, column) = Math.DivRem(tap, Columns);
        var (plane, row) = Math.DivRem(rest, Rows);
        return Start + (plane * PlaneStep) + (row * RowStep) + (column * ColumnStep);
    }
}
