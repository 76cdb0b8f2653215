using Cornea.Compilation.Fusion;
using Cornea.Compilation.Kernels;
using Cornea.Graph;
using Cornea.Graph.Ops;

namespace Cornea.Compilation;

/// <summary>
/// Checks what each pass returns, and returns it. On where the application's switch <c>Cornea.VerifyPasses</c> is set, as all test
/// projects set it, in release builds too; off otherwise, since it takes as long as the passes themselves.
/// </summary>
internal static class Verifier
{
    /// <summary>Whether passes are checked.</summary>
    public static bool IsOn { get; } = AppContext.TryGetSwitch("Cornea.VerifyPasses", out var isOn) && isOn;

    /// <summary>Checks a graph against the one that a pass was given.</summary>
    /// <param name="results">What the pass returned.</param>
    /// <param name="given">What the graph computed before it.</param>
    /// <param name="pass">The pass.</param>
    /// <param name="inputs">Inputs that the pass may have added.</param>
    public static Tensor[] Graph(Tensor[] results, Tensor[] given, string pass, IReadOnlyCollection<Tensor>? inputs = null)
    {
        if (IsOn)
        {
            CheckGraph(results, given, pass, inputs ?? []);
        }
        return results;
    }

    /// <summary>Checks fusion groups.</summary>
    /// <param name="groups">What the pass returned.</param>
    /// <param name="order">The graph's nodes, inputs first.</param>
    /// <param name="outputs">Nodes whose values have memory of their own.</param>
    /// <param name="pass">The pass.</param>
    public static FusionGroups Groups(FusionGroups groups, IReadOnlyList<Tensor> order, IReadOnlySet<Tensor> outputs, string pass)
    {
        if (IsOn)
        {
            GroupVerifier.Check(groups, order, outputs, pass);
        }
        return groups;
    }

    /// <summary>Checks the order of kernels and what they touch.</summary>
    /// <param name="specs">The kernels, in order.</param>
    /// <param name="pass">The pass.</param>
    public static IReadOnlyList<KernelSpec> Kernels(IReadOnlyList<KernelSpec> specs, string pass)
    {
        if (IsOn)
        {
            KernelVerifier.Check(specs, pass);
        }
        return specs;
    }

    /// <summary>Checks that buffers share bytes only where their lives do not overlap.</summary>
    /// <param name="specs">The kernels, in order.</param>
    /// <param name="arenaBytes">Bytes of the arena.</param>
    /// <param name="pass">The pass.</param>
    public static void Memory(IReadOnlyList<KernelSpec> specs, long arenaBytes, string pass)
    {
        if (IsOn)
        {
            KernelVerifier.CheckMemory(specs, arenaBytes, pass);
        }
    }

    /// <summary>The error for a fault that a pass left behind.</summary>
    /// <param name="pass">The pass.</param>
    /// <param name="fault">What is wrong.</param>
    public static InvalidOperationException Fault(string pass, string fault) =>
        new($"After {pass}, {fault} This is a fault of the compiler.");

    internal static void CheckGraph(Tensor[] results, Tensor[] given, string pass, IReadOnlyCollection<Tensor> inputs)
    {
        if (results.Length != given.Length)
        {
            throw Fault(pass, $"the graph has {results.Length} results, but {given.Length} were asked for.");
        }
        for (var i = 0; i < results.Length; i++)
        {
            if (results[i].Type != given[i].Type)
            {
                throw Fault(pass, $"result {i} is {results[i].Type}, but {given[i].Type} was asked for.");
            }
        }
        var known = new HashSet<Tensor>(GraphOrder.Of(given, stopAtKnown: true).Where(node => node.Op is Input),
            ReferenceEqualityComparer.Instance);
        known.UnionWith(inputs);
        foreach (var node in GraphOrder.Of(results, stopAtKnown: true))
        {
            if (node.Op is Input input && !known.Contains(node))
            {
                throw Fault(pass, $"the graph reads the input '{input.Label}' {node.Type}, which it was not given.");
            }
            var inferred = node.Op.Infer(node.Inputs.Select(read => read.Type).ToArray());
            if (inferred != node.Type)
            {
                throw Fault(pass, $"node {node.Op.Name} has type {node.Type}, but its op infers {inferred}.");
            }
        }
    }
}
