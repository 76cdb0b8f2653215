using Cornea.Graph.Ops;

namespace Cornea.Compilation.Fusion;

/// <summary>Nodes that one kernel computes: a root, the elementwise nodes that feed it alone, and what has to be stored.</summary>
internal sealed class FusionGroup(Tensor root, Shape iteration)
{
    /// <summary>The last node, or the first of several reductions; its values are stored.</summary>
    public Tensor Root { get; } = root;

    /// <summary>The shape that the elementwise nodes share.</summary>
    public Shape Iteration { get; } = iteration;

    /// <summary>The elementwise nodes, users before inputs (the root first, when it is one).</summary>
    public List<Tensor> Members { get; } = [];

    /// <summary>Members whose values are needed after the kernel.</summary>
    public List<Tensor> Stored { get; } = [];

    /// <summary>A matrix product or convolution that only the members use: they become its epilogue.</summary>
    public Tensor? Product { get; set; }

    /// <summary>The gradient of a pooling that only the root, the gradient of a kernel, reads: it is made chunk by chunk.</summary>
    public Tensor? Pooling { get; set; }

    /// <summary>Reductions that one kernel does together over the same elements: the root, when it is one, and others.</summary>
    public List<Tensor> Reductions { get; } = root.Op is Reduce ? [root] : [];

    /// <summary>Whether the kernel does several reductions, or stores what it reduces.</summary>
    public bool IsShared => Reductions.Count > 0 && Reductions.Count + Stored.Count > 1;

    /// <summary>For the gradient of a pooling: the pooling that says which elements were chosen, or null where it has to find out.</summary>
    public Tensor? ChosenBy { get; set; }

    /// <summary>For a pooling: whether it says which elements it chose.</summary>
    public bool Chooses { get; set; }

    public bool IsElementwise => Fuse.IsElementwise(Root);
}
