using System.Collections.Immutable;

namespace Cornea.Compilation.Fusion;

/// <summary>Says that a fusion group is computed by a kernel of its own, and what that kernel reads. The scheduler asks for more.</summary>
internal abstract class GroupKernel
{
    /// <summary>Nodes that the kernel reads besides the inputs of the group's nodes.</summary>
    public virtual ImmutableArray<Tensor> Sources => [];
}
