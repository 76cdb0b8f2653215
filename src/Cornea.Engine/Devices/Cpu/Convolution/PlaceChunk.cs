namespace Cornea.Devices.Cpu.Convolution;

/// <summary>Places over which a kernel's gradient is summed in registers: a rectangle of one image, or all of some images.</summary>
/// <param name="Image">The first image.</param>
/// <param name="Images">How many of them.</param>
/// <param name="Plane">The place along the first spatial axis.</param>
/// <param name="FirstRow">The first place along the second.</param>
/// <param name="Rows">How many of them.</param>
/// <param name="FirstColumn">The first place along the third.</param>
/// <param name="Columns">How many of them.</param>
/// <param name="Row">The first place's number among those of all images.</param>
internal readonly record struct PlaceChunk(int Image, int Images, int Plane, int FirstRow, int Rows, int FirstColumn, int Columns, int Row)
{
    /// <summary>The number of places.</summary>
    public int Count => Images * Rows * Columns;
}
