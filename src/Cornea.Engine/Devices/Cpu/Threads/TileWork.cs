namespace Cornea.Devices.Cpu.Threads;

/// <summary>Work cut into independent tiles that workers claim one at a time.</summary>
internal abstract class TileWork
{
    /// <summary>Computes one tile.</summary>
    /// <param name="tile">The tile, from 0 to the number of tiles less one. Each tile runs exactly once.</param>
    /// <param name="worker">The worker that runs it, from 0 to the number of workers less one: an index for scratch memory, never for
    /// results.</param>
    public abstract void RunTile(int tile, int worker);
}
