using System.Numerics;

namespace Cornea.Formats.Hdf5;

/// <summary>Walks a B-tree of version 2 from its first record to its last.</summary>
internal sealed class BTree2(Hdf5Storage storage, int treeType)
{
    private const int Prefix = 4 + 1 + 1, Checksum = 4, Deepest = 32;

    private int _recordSize;
    private int _nodeSize;

    // Bytes of a child pointer's two counts, by the level of the node that holds them.
    private int _countSize;
    private int[] _totalSizes = [];

    /// <summary>Receives one record and its address.</summary>
    public delegate void Visitor(ReadOnlySpan<byte> record, long address);

    public void Walk(long address, Visitor visit)
    {
        int length = Prefix + 4 + 2 + 2 + 2 + storage.OffsetSize + 2 + storage.LengthSize + Checksum;
        byte[] block = storage.ReadBlock(address, length, "B-tree header");
        var reader = new BlockReader(storage, block, address);
        ReadPrefix(ref reader, "BTHD"u8);
        storage.VerifyChecksum(block, address, "B-tree header checksum");
        _nodeSize = (int)Math.Min(reader.UInt32("B-tree node size"), int.MaxValue);
        _recordSize = reader.UInt16("B-tree record size");
        int depth = reader.UInt16("B-tree depth");
        reader.Skip(2, "B-tree split and merge");
        long root = reader.Offset("B-tree root");
        int count = reader.UInt16("B-tree root records");
        if (root == Hdf5Storage.Undefined)
        {
            return;
        }
        if (depth > Deepest || _recordSize == 0 || _nodeSize < Prefix + Checksum + _recordSize)
        {
            throw storage.Fault(address, "B-tree header",
                $"a tree of depth {depth} with records of {_recordSize} bytes in nodes of {_nodeSize} is impossible");
        }
        MeasurePointers(depth, address);
        Walk(root, depth, count, visit);
    }

    // The counts in a child pointer take as many bytes as the largest count that fits below it.
    private void MeasurePointers(int depth, long address)
    {
        _totalSizes = new int[depth + 1];
        UInt128 total = (UInt128)((_nodeSize - Prefix - Checksum) / _recordSize);
        _countSize = BytesFor(total);
        for (int level = 1; level <= depth; level++)
        {
            int pointer = storage.OffsetSize + _countSize + _totalSizes[level - 1];
            long records = (_nodeSize - Prefix - Checksum - pointer) / (_recordSize + pointer);
            if (records <= 0)
            {
                throw storage.Fault(address, "B-tree node size", $"inner nodes of {_nodeSize} bytes hold no record");
            }
            total = ((UInt128)records + 1) * total + (UInt128)records;
            if (total > long.MaxValue)
            {
                total = long.MaxValue;
            }
            _totalSizes[level] = BytesFor(total);
        }
    }

    private static int BytesFor(UInt128 largest) => BitOperations.Log2((ulong)largest) / 8 + 1;

    private void Walk(long address, int level, int count, Visitor visit)
    {
        int pointer = level == 0 ? 0 : storage.OffsetSize + _countSize + _totalSizes[level - 1];
        long length = Prefix + (long)count * _recordSize + (count + 1L) * pointer + Checksum;
        if (length > _nodeSize)
        {
            throw storage.Fault(address, "B-tree records", $"{count} records do not fit a node of {_nodeSize} bytes");
        }
        byte[] block = storage.ReadBlock(address, length, "B-tree node");
        var reader = new BlockReader(storage, block, address);
        ReadPrefix(ref reader, level == 0 ? "BTLF"u8 : "BTIN"u8);
        storage.VerifyChecksum(block, address, "B-tree node checksum");
        long recordsAddress = reader.Address;
        ReadOnlySpan<byte> records = reader.Take((long)count * _recordSize, "B-tree records");
        for (int entry = 0; entry <= count; entry++)
        {
            if (level > 0)
            {
                long child = reader.Offset("B-tree child");
                ulong childCount = reader.Unsigned(_countSize, "B-tree child records");
                reader.Skip(_totalSizes[level - 1], "B-tree child total");
                Walk(child, level - 1, (int)Math.Min(childCount, ushort.MaxValue + 1), visit);
            }
            if (entry < count)
            {
                visit(records.Slice(entry * _recordSize, _recordSize), recordsAddress + (long)entry * _recordSize);
            }
        }
    }

    private void ReadPrefix(ref BlockReader reader, ReadOnlySpan<byte> signature)
    {
        reader.Signature(signature, "B-tree node");
        reader.Version(0, "B-tree version");
        long at = reader.Address;
        int type = reader.Byte("B-tree type");
        if (type != treeType)
        {
            throw storage.Fault(at, "B-tree type", $"a tree of type {treeType} was expected, and this is one of type {type}");
        }
    }
}
