using Cornea.Compilation.Kernels;
using Cornea.Devices.Cpu.Threads;

namespace Cornea.Devices.Cpu.Convolution;

/// <summary>The tiles of an <see cref="OrderedKernelConvolution"/>.</summary>
internal abstract class OrderedKernelTiles : TileWork
{
    /// <summary>How many there are.</summary>
    public int Count { get; protected init; }

    /// <summary>Elements from one position's results to the next, which may have those of other kernels between them.</summary>
    /// <param name="spec">The convolution.</param>
    public static nint Pitch(ConvolutionSpec spec) =>
        spec.Writes[0] is { Lengths: var lengths } write && lengths[1] > 1 ? write.Strides[1] : spec.Filters;

    /// <summary>Brings the weights into the order in which tiles read them.</summary>
    /// <param name="kernel">The kernel of the convolution.</param>
    public abstract void TakeWeights(BufferView kernel);
}
