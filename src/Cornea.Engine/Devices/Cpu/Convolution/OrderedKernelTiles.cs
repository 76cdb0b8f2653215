using Cornea.Compilation.Kernels;
using Cornea.Devices.Cpu.Threads;

namespace Cornea.Devices.Cpu.Convolution;

/// <summary>The tiles of an <see cref="OrderedKernelConvolution"/>.</summary>
internal abstract class OrderedKernelTiles : TileWork
{
    /// <summary>How many there are.</summary>
    public int Count { get; protected init; }

    /// <summary>Brings the weights into the order in which tiles read them.</summary>
    /// <param name="kernel">The kernel of the convolution.</param>
    public abstract void TakeWeights(BufferView kernel);
}
