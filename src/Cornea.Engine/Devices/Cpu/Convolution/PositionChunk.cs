namespace Cornea.Devices.Cpu.Convolution;

/// <summary>Positions over which a kernel's gradient is summed in registers: a rectangle of one image, or all of some images.</summary>
/// <param name="Image">The first image.</param>
/// <param name="Images">How many of them.</param>
/// <param name="Plane">The position along the first spatial axis.</param>
/// <param name="FirstRow">The first position along the second.</param>
/// <param name="Rows">How many of them.</param>
/// <param name="FirstColumn">The first position along the third.</param>
/// <param name="Columns">How many of them.</param>
/// <param name="Row">The first position's number among those of all images.</param>
internal readonly record struct PositionChunk(int Image, int Images, int Plane, int FirstRow, int Rows, int FirstColumn, int Columns,
    int Row)
{
    /// <summary>The number of positions.</summary>
    public int Count => Images * Rows * Columns;
}
