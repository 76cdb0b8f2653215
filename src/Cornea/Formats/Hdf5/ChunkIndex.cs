using System.Buffers.Binary;

namespace Cornea.Formats.Hdf5;

/// <summary>Finds the chunks of a dataset through whichever index it has.</summary>
internal static class ChunkIndex
{
    private const int PlainTree = 10, FilteredTree = 11;

    public static void Read(Hdf5Storage storage, ChunkCollector chunks, bool filtered)
    {
        DataLayout layout = chunks.Layout;
        if (layout.Address == Hdf5Storage.Undefined)
        {
            return;
        }
        Span<long> origin = stackalloc long[chunks.Space.Sizes.Length];
        origin.Clear();
        switch (layout.IndexType)
        {
            case ChunkIndexType.OldTree:
                ReadOldTree(storage, chunks, filtered);
                break;
            case ChunkIndexType.Single:
                bool plain = layout.SingleChunk.Size == 0;
                chunks.Add(origin, layout.Address, plain ? chunks.ChunkBytes : layout.SingleChunk.Size, layout.SingleChunk.Mask,
                    layout.Address);
                break;
            case ChunkIndexType.Implicit:
                ReadImplicit(storage, chunks);
                break;
            case ChunkIndexType.FixedArray:
                new FixedArray(storage, chunks, filtered).Read(layout.Address);
                break;
            case ChunkIndexType.ExtensibleArray:
                new ExtensibleArray(storage, chunks, filtered).Read(layout.Address);
                break;
            default:
                ReadNewTree(storage, chunks, filtered);
                break;
        }
    }

    private static void ReadOldTree(Hdf5Storage storage, ChunkCollector chunks, bool filtered)
    {
        const int sizeAndMask = 8, offsetSize = 8;
        long[] sizes = chunks.Layout.ChunkSizes;
        var position = new long[sizes.Length];
        var tree = new BTree1(storage, BTree1.ChunkTree, sizeAndMask + offsetSize * (sizes.Length + 1));
        tree.Walk(chunks.Layout.Address, (key, at, address) =>
        {
            long stored = BinaryPrimitives.ReadUInt32LittleEndian(key);
            uint mask = BinaryPrimitives.ReadUInt32LittleEndian(key[4..]);
            for (int axis = 0; axis < position.Length; axis++)
            {
                ulong offset = BinaryPrimitives.ReadUInt64LittleEndian(key[(sizeAndMask + offsetSize * axis)..]);
                if (offset % (ulong)sizes[axis] != 0)
                {
                    throw storage.Fault(at, "chunk offset",
                        $"a chunk begins at element {offset} of dimension {axis}, within another chunk");
                }
                position[axis] = (long)(offset / (ulong)sizes[axis] & long.MaxValue);
            }
            if (!filtered && stored != chunks.ChunkBytes)
            {
                throw storage.Fault(at, "chunk size", $"a chunk of {chunks.ChunkBytes} bytes is stored in {stored}, without a filter");
            }
            chunks.Add(position, address, stored, mask, at);
        });
    }

    private static void ReadImplicit(Hdf5Storage storage, ChunkCollector chunks)
    {
        DataLayout layout = chunks.Layout;
        int rank = chunks.Space.Sizes.Length;
        if (chunks.GridCount > storage.Length / chunks.ChunkBytes)
        {
            throw storage.Fault(layout.Address, "chunk index",
                $"{chunks.GridCount} chunks of {chunks.ChunkBytes} bytes do not fit the file", Hdf5Storage.Truncated);
        }
        // Chunks are numbered in the grid of the largest shape, of which only the present shape's part is wanted.
        var position = new long[rank];
        for (long left = chunks.GridCount; left > 0; left--)
        {
            UInt128 number = 0;
            for (int axis = 0; axis < rank; axis++)
            {
                long largest = Math.Max(chunks.Space.Largest[axis], chunks.Space.Sizes[axis]);
                number = number * (UInt128)chunks.CountAlong(largest, axis) + (UInt128)position[axis];
                if (number > (UInt128)storage.Length)
                {
                    throw storage.Fault(layout.Address, "chunk index", "a chunk lies outside the file", Hdf5Storage.Truncated);
                }
            }
            chunks.Add(position, layout.Address + (long)number * chunks.ChunkBytes, chunks.ChunkBytes, 0, layout.Address);
            for (int axis = rank - 1; axis >= 0 && ++position[axis] == chunks.CountAlong(chunks.Space.Sizes[axis], axis); axis--)
            {
                position[axis] = 0;
            }
        }
    }

    private static void ReadNewTree(Hdf5Storage storage, ChunkCollector chunks, bool filtered)
    {
        const int maskSize = 4, offsetSize = 8;
        var position = new long[chunks.Space.Sizes.Length];
        new BTree2(storage, filtered ? FilteredTree : PlainTree).Walk(chunks.Layout.Address, (record, at) =>
        {
            var reader = new BlockReader(storage, record, at);
            long address = reader.Offset("chunk address");
            int sizeLength = record.Length - storage.OffsetSize - maskSize - offsetSize * position.Length;
            if (filtered && sizeLength is < 1 or > 8)
            {
                throw storage.Fault(at, "chunk record", $"records of {record.Length} bytes are impossible here");
            }
            long stored = filtered ? reader.Number(sizeLength, "chunk size") : chunks.ChunkBytes;
            uint mask = filtered ? reader.UInt32("filter mask") : 0;
            for (int axis = 0; axis < position.Length; axis++)
            {
                position[axis] = reader.Number(offsetSize, "chunk offset");
            }
            chunks.Add(position, address, stored, mask, at);
        });
    }
}
