using Cornea.Formats.Onnx;

namespace Cornea.Onnx;

/// <summary>
/// Counts how many nodes the graphs inside of nodes have been computed with, loops in loops among them: each becomes a part of the
/// network, so a file of a few bytes must not ask for millions.
/// </summary>
internal sealed class InnerNodes
{
    /// <summary>How many nodes there may be.</summary>
    public const int Most = 100_000;

    private int _count;

    /// <summary>Counts a node.</summary>
    /// <exception cref="OnnxException">There are too many.</exception>
    public void Count(OnnxNode node)
    {
        if (++_count > Most)
            throw OperatorCall.Fault(node, $"it is inside of branches or loops that come to more than {Most} nodes");
    }
}
