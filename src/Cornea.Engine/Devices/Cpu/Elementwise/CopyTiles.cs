using Cornea.Devices.Cpu.Threads;

namespace Cornea.Devices.Cpu.Elementwise;

/// <summary>The tiles of a copy.</summary>
internal abstract class CopyTiles : TileWork
{
    /// <summary>How many there are.</summary>
    public abstract int Count { get; }

    /// <summary>Moves where is read and written by so many bytes.</summary>
    public abstract void Move(nint from, nint to);
}
