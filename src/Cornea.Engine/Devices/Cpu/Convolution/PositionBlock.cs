namespace Cornea.Devices.Cpu.Convolution;

/// <summary>A rectangle of positions of one image.</summary>
/// <param name="Image">The image.</param>
/// <param name="Plane">The position along the first spatial axis.</param>
/// <param name="FirstRow">The first position along the second.</param>
/// <param name="Rows">How many of them.</param>
/// <param name="FirstColumn">The first position along the third.</param>
/// <param name="Columns">How many of them.</param>
/// <param name="Row">The first position's number among those of all images.</param>
internal readonly record struct PositionBlock(int Image, int Plane, int FirstRow, int Rows, int FirstColumn, int Columns, int Row);
