using System.Collections.Immutable;
using System.Diagnostics;
using Cornea.Graph.Ops;

namespace Cornea.Compilation.Fusion;

/// <summary>Nodes that one kernel computes: a root, the elementwise nodes fused with it, and what has to be stored. It never
/// changes.</summary>
/// <param name="root">The last node, or the first of several reductions; its values are stored.</param>
/// <param name="iteration">The shape that the elementwise nodes share.</param>
[DebuggerDisplay("{Root.Op.Name} {Iteration}, {Members.Length} elementwise nodes")]
internal sealed class FusionGroup(Tensor root, Shape iteration)
{
    /// <summary>The last node, or the first of several reductions; its values are stored.</summary>
    public Tensor Root { get; } = root;

    /// <summary>The shape that the elementwise nodes share.</summary>
    public Shape Iteration { get; } = iteration;

    /// <summary>The elementwise nodes, users before inputs (the root first, when it is one).</summary>
    public ImmutableArray<Tensor> Members { get; init; } = [];

    /// <summary>Members whose values are needed after the kernel.</summary>
    public ImmutableArray<Tensor> Stored { get; init; } = [];

    /// <summary>A matrix product or convolution that only the members use: they become its epilogue.</summary>
    public Tensor? Product { get; init; }

    /// <summary>Reductions that one kernel does together over the same elements: the root, when it is one, and others.</summary>
    public ImmutableArray<Tensor> Reductions { get; init; } = root.Op is Reduce ? [root] : [];

    /// <summary>How a device computes the group by a kernel of its own; null for the kernel of the root's op.</summary>
    public GroupKernel? Device { get; init; }

    /// <summary>Whether the kernel does several reductions, or stores what it reduces.</summary>
    public bool IsHorizontal => Reductions.Length > 0 && Reductions.Length + Stored.Length > 1;

    /// <summary>Whether the root is elementwise, so that all of the group is one elementwise program.</summary>
    public bool IsElementwise => Fuse.IsElementwise(Root);

    /// <summary>The same group, computed by a kernel of the device's own.</summary>
    /// <param name="kernel">That kernel.</param>
    /// <param name="before">Elementwise nodes that the kernel computes on the way.</param>
    public FusionGroup With(GroupKernel kernel, ImmutableArray<Tensor> before = default) => new(Root, Iteration)
    {
        Members = before.IsDefault ? Members : Members.AddRange(before),
        Stored = Stored,
        Product = Product,
        Reductions = Reductions,
        Device = kernel,
    };
}
