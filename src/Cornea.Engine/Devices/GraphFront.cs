using System.Collections.Immutable;
using Cornea.Compilation.Kernels;

namespace Cornea.Devices;

/// <summary>The first part of a graph, computed by one kernel.</summary>
/// <param name="Results">What the kernel computes, as inputs of the rest.</param>
/// <param name="Rest">The function's outputs, from its inputs and the results.</param>
/// <param name="Lower">The kernel, from the views of the function's inputs and those of the results.</param>
internal sealed record GraphFront(Tensor[] Results, Tensor[] Rest,
    Func<ImmutableArray<BufferView>, ImmutableArray<BufferView>, KernelSpec> Lower);
