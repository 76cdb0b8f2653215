using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Cornea.Compilation.Kernels;

namespace Cornea.Devices.Cpu.Convolution;

/// <summary>
/// Groups so narrow that a vector holds several: the elements of a vector of channels that each of its filters multiplies next, as
/// places for <see cref="Matrix.IVectorOperations{T, V}.Permute"/>. With these a convolution in groups is a depthwise one with as many
/// steps for each tap as a group has channels.
/// </summary>
internal sealed unsafe class GroupPlaces
{
    /// <summary>Channels are whole vectors, whatever their width.</summary>
    public const int Lanes = 16;

    private readonly int[] _held;

    /// <param name="width">Channels of a group, and filters.</param>
    public GroupPlaces(int width)
    {
        _held = GC.AllocateUninitializedArray<int>(width * Lanes, pinned: true);
        for (var i = 0; i < _held.Length; i++)
            _held[i] = (i % Lanes / width * width) + (i / Lanes);
        First = (int*)Marshal.UnsafeAddrOfPinnedArrayElement(_held, 0);
    }

    /// <summary>The places of each group's first channel; those of the next lie <see cref="Lanes"/> further on.</summary>
    public int* First { get; }

    /// <summary>Whether groups are of one width in channels and filters that divides every vector's.</summary>
    /// <param name="shape">The images.</param>
    /// <param name="filters">Filters of all groups.</param>
    /// <param name="groups">How many groups.</param>
    /// <param name="images">The images' place.</param>
    public static bool Fits(WindowShape shape, int filters, int groups, BufferView images)
    {
        if (groups <= 1 || filters != shape.Channels || filters % Lanes != 0 || images.DType != DType.Float32)
            return false;
        return filters / groups is 2 or 4 || (filters / groups == 8 && Vector256.IsHardwareAccelerated);
    }
}
