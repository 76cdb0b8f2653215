using System.Text;
using Cornea.Graph.Ops;

namespace Cornea.Graph;

/// <summary>
/// A graph as text, one node a line: <c>%3 = Add float32 (2, 2) %1 %2</c>. The step of a recurrence stands below its node.
/// </summary>
internal static class GraphPrinter
{
    public static string Print(IReadOnlyList<Tensor> outputs)
    {
        var text = new StringBuilder();
        var numbers = new Dictionary<Tensor, int>(ReferenceEqualityComparer.Instance);
        foreach (var node in GraphOrder.Of(outputs))
        {
            numbers[node] = numbers.Count;
            text.Append($"%{numbers[node]} = {node.Op.Name}");
            if (node.Op.Attributes.Length > 0)
                text.Append($"[{node.Op.Attributes}]");
            text.Append($" {node.Type}");
            foreach (var input in node.Inputs)
                text.Append($" %{numbers[input]}");
            text.Append('\n');
            if (node.Op is Recurrence { Body.Next: var next })
                text.Append("    ").Append(Print(next).TrimEnd().Replace("\n", "\n    ", StringComparison.Ordinal)).Append('\n');
        }
        text.Append("return ").AppendJoin(' ', outputs.Select(output => $"%{numbers[output]}")).Append('\n');
        return text.ToString();
    }
}
