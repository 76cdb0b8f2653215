using System.Text;

namespace Cornea.Formats.Hdf5;

/// <summary>Writes the members of a group: a local heap with their names, symbol nodes, and the B-tree over these.</summary>
internal sealed class SymbolTableWriter(MetadataBuffer buffer)
{
    /// <summary>Half the entries of a symbol node, as the superblock says it.</summary>
    public const int HalfNode = 4;

    /// <summary>Half the children of a B-tree node, as the superblock says it.</summary>
    public const int HalfTree = 16;

    private const int Alignment = 8, EntryLength = 40, NoFreeBlock = 1;

    /// <summary>Writes heap, nodes and tree.</summary>
    /// <param name="members">Name, header address and, for a group, tree and heap of each member, sorted by name.</param>
    /// <returns>The addresses of the tree and the heap.</returns>
    public (long Tree, long Heap) Write(IReadOnlyList<(string Name, long Header, long Tree, long Heap)> members)
    {
        var offsets = new long[members.Count];
        long heap = WriteHeap(members, offsets);
        var children = new List<(long Address, long LastName)>();
        for (int first = 0; first < members.Count; first += 2 * HalfNode)
        {
            int count = Math.Min(2 * HalfNode, members.Count - first);
            children.Add((WriteNode(members, offsets, first, count), offsets[first + count - 1]));
        }
        int level = 0;
        do
        {
            children = WriteLevel(children, level++);
        }
        while (children.Count > 1);
        return (children[0].Address, heap);
    }

    // The heap begins with the empty name, which is the key before the first child of a tree.
    private long WriteHeap(IReadOnlyList<(string Name, long Header, long Tree, long Heap)> members, long[] offsets)
    {
        const int headLength = 32;
        long address = buffer.Position;
        long start = address + headLength;
        buffer.Bytes("HEAP"u8);
        buffer.Zeros(4);
        buffer.Zeros(8);
        buffer.Int64(NoFreeBlock);
        buffer.Int64(start);
        buffer.Zeros(Alignment);
        for (int member = 0; member < members.Count; member++)
        {
            offsets[member] = buffer.Position - start;
            buffer.Bytes(Encoding.UTF8.GetBytes(members[member].Name + '\0'));
            buffer.Align();
        }
        buffer.PatchInt64(address + 8, buffer.Position - start);
        return address;
    }

    private long WriteNode(IReadOnlyList<(string Name, long Header, long Tree, long Heap)> members, long[] offsets, int first, int count)
    {
        const int cachedGroup = 1;
        long address = buffer.Position;
        buffer.Bytes("SNOD"u8);
        buffer.Bytes([1, 0]);
        buffer.Int16(count);
        for (int member = first; member < first + count; member++)
        {
            (_, long header, long tree, long heap) = members[member];
            bool isGroup = tree != Hdf5Storage.Undefined;
            buffer.Int64(offsets[member]);
            buffer.Int64(header);
            buffer.Int32(isGroup ? cachedGroup : 0);
            buffer.Int32(0);
            buffer.Int64(isGroup ? tree : 0);
            buffer.Int64(isGroup ? heap : 0);
        }
        buffer.Zeros((2 * HalfNode - count) * EntryLength);
        return address;
    }

    private List<(long Address, long LastName)> WriteLevel(List<(long Address, long LastName)> children, int level)
    {
        const int prefix = 24, pair = 16;
        const int most = 2 * HalfTree, nodeLength = prefix + most * pair + 8;
        var nodes = new List<(long Address, long LastName)>();
        int count = Math.Max(1, (children.Count + most - 1) / most);
        long start = buffer.Position;
        long before = 0;
        for (int node = 0; node < count; node++)
        {
            int first = node * most, inNode = Math.Min(most, children.Count - first);
            long address = start + (long)node * nodeLength;
            buffer.Bytes("TREE"u8);
            buffer.Bytes([BTree1.GroupTree, (byte)level]);
            buffer.Int16(inNode);
            buffer.Int64(node > 0 ? address - nodeLength : Hdf5Storage.Undefined);
            buffer.Int64(node < count - 1 ? address + nodeLength : Hdf5Storage.Undefined);
            buffer.Int64(before);
            for (int child = first; child < first + inNode; child++)
            {
                buffer.Int64(children[child].Address);
                buffer.Int64(children[child].LastName);
                before = children[child].LastName;
            }
            buffer.Zeros((most - inNode) * pair);
            nodes.Add((address, before));
        }
        return nodes;
    }
}
