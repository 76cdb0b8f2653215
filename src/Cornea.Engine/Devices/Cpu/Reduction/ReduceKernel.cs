using Cornea.Compilation.Kernels;
using Cornea.Devices.Cpu.Matrix;
using Cornea.Devices.Cpu.Threads;

namespace Cornea.Devices.Cpu.Reduction;

/// <summary>
/// Reductions of the middle of (outer, reduced, inner), of elements that a program makes or that lie in memory; other results of
/// the program are stored on the way. Long reductions are cut into parts of a fixed length whose results are combined in order,
/// so workers never change a bit, and neither do other results.
/// </summary>
internal sealed unsafe class ReduceKernel : Kernel
{
    private readonly Workers _workers;
    private readonly ReduceTiles _tiles;

    public ReduceKernel(ReduceSpec spec, Workers workers, GemmScratch scratch) : base(spec)
    {
        _workers = workers;
        _tiles = new ReduceTiles(spec, workers, scratch);
    }

    public override bool CanMove(BufferSlot slot) => true;

    public override void Move(BufferSlot slot, nint bytes) => _tiles.Move(slot, bytes);

    public override void Run()
    {
        _tiles.Begin();
        _workers.Run(_tiles, _tiles.Count);
        _tiles.Combine();
    }
}
