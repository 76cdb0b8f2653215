using Cornea.Compilation.Kernels;

namespace Cornea.Devices.Cpu.Pooling;

/// <summary>The rows of positions of all images, cut into tiles.</summary>
internal sealed class PoolRows(WindowShape shape)
{
    private const int TileElements = 16 * 1024; // of the images, seen by a tile

    private readonly int _perTile = (int)Math.Clamp(
        TileElements / Math.Max(1, (long)shape.Positions[2] * shape.Window.Taps * shape.Channels), 1, Math.Max(1, Rows(shape)));

    /// <summary>The number of tiles.</summary>
    public int Tiles => shape.Channels == 0 ? 0 : (Rows(shape) + _perTile - 1) / _perTile;

    /// <summary>The first row of a tile.</summary>
    public int First(int tile) => Math.Min(Rows(shape), tile * _perTile);

    private static int Rows(WindowShape shape) => checked(shape.Batch * shape.Positions[0] * shape.Positions[1]);
}
