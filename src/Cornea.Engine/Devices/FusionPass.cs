using Cornea.Compilation.Fusion;

namespace Cornea.Devices;

/// <summary>From fusion groups to fusion groups.</summary>
/// <param name="order">The graph's nodes, inputs first.</param>
/// <param name="groups">The group of each node that a kernel computes.</param>
/// <param name="outputs">Nodes whose values have memory of their own.</param>
internal delegate FusionGroups FusionPass(IReadOnlyList<Tensor> order, FusionGroups groups, IReadOnlySet<Tensor> outputs);
