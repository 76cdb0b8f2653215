using Cornea.Compilation.Scheduling;
using Cornea.Devices.Cpu.Threads;

namespace Cornea.Devices.Cpu.Reduction;

/// <summary>
/// Reductions of the middle of (outer, reduced, inner), of elements that a program makes or that lie in memory; other results of
/// the program are stored on the way. Long reductions are cut into parts of a fixed length whose results are combined in order,
/// so lanes never change a bit, and neither do other results.
/// </summary>
internal sealed unsafe class ReduceKernel : Kernel
{
    private readonly Lanes _lanes;
    private readonly ReduceTiles _tiles;

    public ReduceKernel(ReduceSpec spec, Lanes lanes) : base(spec)
    {
        _lanes = lanes;
        _tiles = new ReduceTiles(spec, lanes);
    }

    public override void Run()
    {
        _lanes.Run(_tiles, _tiles.Count);
        _tiles.Combine();
    }
}
