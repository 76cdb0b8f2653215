using Cornea.Compilation.Kernels;
using Cornea.Devices.Cpu.Threads;

namespace Cornea.Devices.Cpu.Reduction;

/// <summary>Work on each line along one axis of (outer, length, inner); a tile is some lines.</summary>
internal abstract class AxisKernel(KernelSpec spec, Workers workers, int outer, int length, int inner) : Kernel(spec)
{
    private readonly Tiles _tiles = new(outer * inner, Math.Max(1, 8192 / Math.Max(1, length)));

    protected int Length { get; } = length;

    protected int Inner { get; } = inner;

    public sealed override void Run()
    {
        _tiles.Kernel = this;
        workers.Run(_tiles, _tiles.Count);
    }

    /// <summary>Works on one line: elements <c>first, first + Inner, ...</c>.</summary>
    protected abstract void Line(int line, long first, int worker);

    private sealed class Tiles(int lines, int perTile) : TileWork
    {
        public AxisKernel? Kernel { get; set; }

        public int Count => (lines + perTile - 1) / perTile;

        public override void RunTile(int tile, int worker)
        {
            for (var line = tile * perTile; line < Math.Min(lines, (tile + 1) * perTile); line++)
                Kernel!.Line(line, (long)(line / Kernel.Inner) * Kernel.Length * Kernel.Inner + line % Kernel.Inner, worker);
        }
    }
}
