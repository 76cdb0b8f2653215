using Cornea.Formats.Onnx;

namespace Cornea.Onnx;

/// <summary>Puts nodes in an order in which each stands behind those that it needs.</summary>
internal static class NodeOrder
{
    /// <summary>The nodes, in their own order as far as that is possible.</summary>
    /// <param name="nodes">The nodes.</param>
    /// <param name="given">Names of values that are there.</param>
    /// <param name="outerIsKnown">Whether a name that nothing makes is an error, and not one of a graph around.</param>
    /// <exception cref="OnnxException">Two nodes make one value, a node reads one that nothing makes, or nodes form a circle.</exception>
    public static IReadOnlyList<OnnxNode> Sorted(IReadOnlyList<OnnxNode> nodes, IEnumerable<string> given, bool outerIsKnown)
    {
        var there = new HashSet<string>(given, StringComparer.Ordinal) { "" };
        var makers = new Dictionary<string, OnnxNode>(StringComparer.Ordinal);
        foreach (var node in nodes)
        {
            foreach (var output in node.Outputs.Where(name => name.Length > 0))
            {
                if (there.Contains(output) || !makers.TryAdd(output, node))
                    throw OperatorCall.Fault(node, $"it makes '{output}', which something else makes too");
            }
        }
        var needs = new Dictionary<OnnxNode, string[]>(ReferenceEqualityComparer.Instance);
        foreach (var node in nodes)
            needs[node] = Reads(node);
        if (outerIsKnown)
        {
            foreach (var node in nodes)
            {
                if (needs[node].FirstOrDefault(name => !there.Contains(name) && !makers.ContainsKey(name)) is { } missing)
                    throw OperatorCall.Fault(node, $"nothing makes its input '{missing}'");
            }
        }
        var (sorted, state) = (new List<OnnxNode>(nodes.Count), new Dictionary<OnnxNode, bool>(ReferenceEqualityComparer.Instance));
        foreach (var node in nodes)
            Visit(node);
        return sorted;

        // With a stack of its own instead of recursion: a graph may be deeper than the thread's.
        void Visit(OnnxNode start)
        {
            var waiting = new Stack<(OnnxNode Node, int Next)>();
            Enter(start);
            while (waiting.TryPop(out var top))
            {
                var (node, next) = top;
                var reads = needs[node];
                if (next < reads.Length)
                {
                    waiting.Push((node, next + 1));
                    if (makers.TryGetValue(reads[next], out var maker))
                        Enter(maker);
                    continue;
                }
                state[node] = true;
                sorted.Add(node);
            }

            void Enter(OnnxNode node)
            {
                if (state.TryGetValue(node, out var done))
                {
                    if (!done)
                        throw OperatorCall.Fault(node, "it needs its own output: nodes form a circle");
                    return;
                }
                state[node] = false;
                waiting.Push((node, 0));
            }
        }
    }

    /// <summary>What a node reads, itself or in its graphs.</summary>
    public static string[] Reads(OnnxNode node) =>
        [.. node.Inputs.Concat(node.Subgraphs.SelectMany(graph => graph.OuterNames())).Where(name => name.Length > 0).Distinct()];
}
