namespace Cornea.Formats.Hdf5;

/// <summary>Walks a B-tree of version 1 from its first leaf entry to its last.</summary>
/// <remarks>
/// The level must fall by one from a node to its children, so that no circle can be walked; nodes that are shared are charged
/// to the file's memory each time.
/// </remarks>
internal sealed class BTree1(Hdf5Storage storage, int nodeType, int keySize)
{
    /// <summary>The tree of a group: its leaves are symbol nodes.</summary>
    public const int GroupTree = 0;

    /// <summary>The tree of a chunked dataset: its leaves are chunks.</summary>
    public const int ChunkTree = 1;

    private const int Largest = 64;

    /// <summary>Receives a leaf entry: the key before it and its address.</summary>
    public delegate void Visitor(ReadOnlySpan<byte> key, long keyAddress, long child);

    public void Walk(long root, Visitor visit) => Walk(root, expectedLevel: -1, visit);

    private void Walk(long address, int expectedLevel, Visitor visit)
    {
        const int levelAt = 5, countAt = 6;
        int prefix = 8 + 2 * storage.OffsetSize;
        byte[] head = storage.ReadBlock(address, prefix, "B-tree node");
        var reader = new BlockReader(storage, head, address);
        reader.Signature("TREE"u8, "B-tree node");
        int type = reader.Byte("B-tree node type");
        int level = reader.Byte("B-tree level");
        int count = reader.UInt16("B-tree entries");
        if (type != nodeType)
        {
            throw storage.Fault(address + 4, "B-tree node type", $"a tree of type {nodeType} was expected, and this is one of type {type}");
        }
        if (expectedLevel >= 0 ? level != expectedLevel : level > Largest)
        {
            throw storage.Fault(address + levelAt, "B-tree level",
                expectedLevel >= 0
                    ? $"level {expectedLevel} was expected below this node's parent, and {level} came"
                    : $"{level} levels are impossible");
        }
        long entries = (long)count * (keySize + storage.OffsetSize) + keySize;
        if (count == 0)
        {
            return;
        }
        byte[] block = storage.ReadBlock(address + prefix, entries, "B-tree entries");
        var body = new BlockReader(storage, block, address + prefix);
        for (int entry = 0; entry < count; entry++)
        {
            long keyAddress = body.Address;
            ReadOnlySpan<byte> key = body.Take(keySize, "B-tree key");
            long child = body.Offset("B-tree child");
            if (level > 0)
            {
                Walk(child, level - 1, visit);
            }
            else if (child == Hdf5Storage.Undefined)
            {
                throw storage.Fault(address + countAt, "B-tree child", "an entry of a leaf points nowhere");
            }
            else
            {
                visit(key, keyAddress, child);
            }
        }
    }
}
