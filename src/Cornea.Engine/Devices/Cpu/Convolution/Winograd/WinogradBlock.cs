namespace Cornea.Devices.Cpu.Convolution.Winograd;

/// <summary>Some tiles of one image, or of several whole images.</summary>
/// <param name="Image">The first image.</param>
/// <param name="FirstRow">The first row of tiles.</param>
/// <param name="Rows">Rows of tiles of each image.</param>
/// <param name="Tiles">Tiles of all images.</param>
/// <param name="FirstPosition">The number of the first position among those of all images.</param>
/// <param name="Positions">Positions of all images; they follow one another.</param>
internal readonly record struct WinogradBlock(int Image, int FirstRow, int Rows, int Tiles, int FirstPosition, int Positions);
