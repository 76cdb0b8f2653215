using Cornea.Compilation.Kernels;

namespace Cornea.Compilation.Scheduling;

/// <summary>From a graph to its kernels, in order, and the bytes of their arena: all passes, with the options and the device of the
/// graph around it.</summary>
/// <param name="ends">What is given, and what is to be computed.</param>
internal delegate (IReadOnlyList<KernelSpec> Specs, long ArenaBytes) GraphScheduler(GraphEnds ends);
