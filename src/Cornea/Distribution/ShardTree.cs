using System.Numerics.Tensors;

namespace Cornea.Distribution;

/// <summary>
/// The order in which values of shards are added: a binary tree over all shards, each range cut in the middle. A process adds what lies
/// within its own range of shards; whoever adds the rest goes on in the same tree, so the sum has the same bits for any number of
/// processes.
/// </summary>
internal static class ShardTree
{
    /// <summary>The shards of one process: a range, as even as can be.</summary>
    public static ShardRange RangeOf(int rank, int size, int shards) =>
        new((int)((long)rank * shards / size), (int)((long)(rank + 1) * shards / size));

    /// <summary>The largest ranges of the tree that lie within some shards, from left to right.</summary>
    public static IReadOnlyList<ShardRange> NodesWithin(ShardRange range, int shards)
    {
        var nodes = new List<ShardRange>();
        Collect(new ShardRange(0, shards));
        return nodes;

        void Collect(ShardRange node)
        {
            if (node.End <= range.Start || node.Start >= range.End)
            {
                return;
            }
            if (node.Start >= range.Start && node.End <= range.End)
            {
                nodes.Add(node);
                return;
            }
            Collect(node.Left);
            Collect(node.Right);
        }
    }

    /// <summary>The range of which another is one half.</summary>
    public static ShardRange ParentOf(ShardRange child, int shards)
    {
        var node = new ShardRange(0, shards);
        while (node.Left != child && node.Right != child)
        {
            node = child.Start < node.Left.End ? node.Left : node.Right;
        }
        return node;
    }

    /// <summary>Adds the values of all shards in the order of the tree.</summary>
    /// <param name="shards">How many shards there are.</param>
    /// <param name="present">How many of them, from the first, have values.</param>
    /// <param name="nodes">Sums of ranges that are known, as <see cref="NodesWithin"/> cuts them.</param>
    /// <param name="values">Where the values of a known range stand; they may be changed.</param>
    /// <param name="sum">Where the sum goes.</param>
    public static void Sum(
        int shards, int present, IReadOnlySet<ShardRange> nodes, Func<ShardRange, Memory<float>> values, Span<float> sum)
    {
        Of(new ShardRange(0, shards)).Span.CopyTo(sum);

        Memory<float> Of(ShardRange node)
        {
            if (nodes.Contains(node))
            {
                return values(node);
            }
            var left = Of(node.Left);
            if (node.Right.Start < present)
            {
                TensorPrimitives.Add(left.Span, Of(node.Right).Span, left.Span);
            }
            return left;
        }
    }
}
