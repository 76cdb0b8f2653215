using Cornea.Compilation.Kernels;
using Cornea.Devices.Cpu.Threads;

namespace Cornea.Devices.Cpu.Convolution;

/// <summary>
/// A convolution whose tiles read the kernel in an order of their own: brought into it before each run, or once where it never changes.
/// </summary>
internal abstract class OrderedKernelConvolution : Kernel
{
    private readonly Workers _workers;
    private readonly BufferView? _kernel; // null where the weights never change
    private readonly OrderedKernelTiles _tiles;

    private protected OrderedKernelConvolution(ConvolutionSpec spec, Workers workers, OrderedKernelTiles tiles) : base(spec)
    {
        (_workers, _tiles) = (workers, tiles);
        if (spec.Reads[1].Buffer.Constant is null)
            _kernel = spec.Reads[1];
        else
            _tiles.TakeWeights(spec.Reads[1]);
    }

    public sealed override void Run()
    {
        if (_kernel is not null)
            _tiles.TakeWeights(_kernel);
        _workers.Run(_tiles, _tiles.Count);
    }
}
