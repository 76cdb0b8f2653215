namespace Cornea.Graph;

/// <summary>The nodes of a graph, inputs before users. Iterative: a graph may be deeper than the stack.</summary>
internal static class GraphOrder
{
    /// <param name="outputs">The ends of the graph.</param>
    /// <param name="stopAtKnown">Do not look behind nodes whose values are known already.</param>
    /// <param name="stopAt">Do not look behind these nodes either.</param>
    public static List<Tensor> Of(IEnumerable<Tensor> outputs, bool stopAtKnown = false, Predicate<Tensor>? stopAt = null)
    {
        var order = new List<Tensor>();
        var seen = new HashSet<Tensor>(ReferenceEqualityComparer.Instance);
        var stack = new Stack<(Tensor Node, int Next)>();
        foreach (var output in outputs)
        {
            if (!seen.Add(output))
                continue;
            stack.Push((output, 0));
            while (stack.Count > 0)
            {
                var (node, next) = stack.Pop();
                // Another thread may let the inputs go meanwhile, once the values are known.
                var inputs = node.Inputs;
                if (next >= inputs.Length || (stopAtKnown && node.Known is not null) || (next == 0 && stopAt?.Invoke(node) == true))
                {
                    order.Add(node);
                    continue;
                }
                stack.Push((node, next + 1));
                if (seen.Add(inputs[next]))
                    stack.Push((inputs[next], 0));
            }
        }
        return order;
    }
}
