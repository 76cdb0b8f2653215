using System.Collections.Immutable;
using Cornea.Compilation.Kernels;

namespace Cornea.Devices;

/// <summary>What a device adds to the compiler's passes.</summary>
internal sealed record DevicePasses
{
    /// <summary>A device that adds nothing.</summary>
    public static readonly DevicePasses None = new();

    /// <summary>Goes over a graph before its nodes are fused, that of a recurrence's step too; null where the device has no such
    /// pass.</summary>
    public Func<IReadOnlyList<Tensor>, Tensor[]>? Graph { get; init; }

    /// <summary>Passes over fusion groups, run in order after horizontal fusion.</summary>
    public ImmutableArray<FusionPass> Fusion { get; init; } = [];

    /// <summary>Goes over the kernels of a graph, in their order, before memory is planned; null where the device has no such pass. The
    /// steps of recurrences are left as they are.</summary>
    public Func<IReadOnlyList<KernelSpec>, IReadOnlyList<KernelSpec>>? Kernels { get; init; }

    /// <summary>Takes the first part of a frozen graph into a kernel of the device's own; null where the device has no such
    /// kernel.</summary>
    public FrontPass? Front { get; init; }
}
