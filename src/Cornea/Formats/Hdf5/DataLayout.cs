namespace Cornea.Formats.Hdf5;

/// <summary>The layout message of a dataset (versions 1 to 5).</summary>
internal sealed record DataLayout
{
    private const int Compact = 0, Contiguous = 1, Chunked = 2, Virtual = 3, LargestRank = 33;

    public required LayoutClass Class { get; init; }

    /// <summary>Address of the values or of the chunk index.</summary>
    public long Address { get; private set; } = Hdf5Storage.Undefined;

    /// <summary>Values of a compact dataset.</summary>
    public ReadOnlyMemory<byte> Data { get; private set; }

    /// <summary>Address of a compact dataset's values.</summary>
    public long DataAddress { get; private set; }

    /// <summary>Elements of a chunk along each dimension.</summary>
    public long[] ChunkSizes { get; private set; } = [];

    public ChunkIndexType IndexType { get; private set; }

    /// <summary>True when chunks that reach over the dataset's edge are stored without filters.</summary>
    public bool EdgesUnfiltered { get; private set; }

    /// <summary>Stored bytes and filter mask of a single chunk; no bytes when it went through no filter.</summary>
    public (long Size, uint Mask) SingleChunk { get; private set; }

    public static DataLayout Parse(Hdf5Storage storage, HeaderMessage message, int elementSize)
    {
        var reader = new BlockReader(storage, message.Data.Span, message.Address);
        int version = reader.Byte("layout version");
        if (version is < 1 or > 5)
        {
            throw storage.Refusal(message.Address, "layout version",
                $"layout version {version}", "Write the file with h5py's libver='earliest'.");
        }
        if (version < 3)
        {
            return ParseOld(storage, ref reader, message, elementSize);
        }
        DataLayout layout = Create(storage, reader.Byte("layout class"), message.Address);
        switch (layout.Class)
        {
            case LayoutClass.Compact:
                layout.TakeCompact(ref reader, message, reader.UInt16("compact size"));
                break;
            case LayoutClass.Contiguous:
                layout.Address = reader.Offset("data address");
                reader.Length("data size");
                break;
            default:
                layout.ReadChunks(storage, ref reader, version, elementSize);
                break;
        }
        return layout;
    }

    private static DataLayout Create(Hdf5Storage storage, int kind, long address) => kind switch
    {
        Compact => new DataLayout { Class = LayoutClass.Compact },
        Contiguous => new DataLayout { Class = LayoutClass.Contiguous },
        Chunked => new DataLayout { Class = LayoutClass.Chunked },
        Virtual => throw storage.Refusal(address, "layout class", "a virtual dataset, whose values are in other datasets or files,",
            "Copy the values into an ordinary dataset."),
        _ => throw storage.Fault(address, "layout class", $"layout class {kind} does not exist"),
    };

    private static DataLayout ParseOld(Hdf5Storage storage, ref BlockReader reader, HeaderMessage message, int elementSize)
    {
        int rank = reader.Byte("layout rank");
        DataLayout layout = Create(storage, reader.Byte("layout class"), message.Address);
        reader.Skip(5, "layout");
        if (layout.Class != LayoutClass.Compact)
        {
            layout.Address = reader.Offset("data address");
        }
        if (layout.Class == LayoutClass.Chunked)
        {
            layout.ReadChunkSizes(storage, ref reader, rank, 4, elementSize);
            return layout;
        }
        reader.Skip(4L * rank, "layout sizes");
        if (layout.Class == LayoutClass.Compact)
        {
            layout.TakeCompact(ref reader, message, reader.UInt32("compact size"));
        }
        return layout;
    }

    private void TakeCompact(ref BlockReader reader, HeaderMessage message, long size)
    {
        int start = reader.Position;
        DataAddress = reader.Address;
        reader.Skip(size, "compact data");
        Data = message.Data.Slice(start, (int)size);
    }

    private void ReadChunks(Hdf5Storage storage, ref BlockReader reader, int version, int elementSize)
    {
        const int unfilteredEdges = 1, filteredSingle = 2;
        if (version == 3)
        {
            int oldRank = reader.Byte("chunk rank");
            Address = reader.Offset("chunk B-tree");
            ReadChunkSizes(storage, ref reader, oldRank, 4, elementSize);
            return;
        }
        int flags = reader.Byte("chunk flags");
        int rank = reader.Byte("chunk rank");
        long at = reader.Address;
        int sizeLength = reader.Byte("chunk size length");
        if (sizeLength is < 1 or > 8)
        {
            throw storage.Fault(at, "chunk size length", $"sizes of {sizeLength} bytes are impossible");
        }
        ReadChunkSizes(storage, ref reader, rank, sizeLength, elementSize);
        EdgesUnfiltered = (flags & unfilteredEdges) != 0;
        at = reader.Address;
        IndexType = (ChunkIndexType)reader.Byte("chunk index type");
        switch (IndexType)
        {
            case ChunkIndexType.Single when (flags & filteredSingle) != 0:
                SingleChunk = (reader.Length("chunk size"), reader.UInt32("filter mask"));
                break;
            case ChunkIndexType.Single or ChunkIndexType.Implicit:
                break;
            case ChunkIndexType.FixedArray:
                reader.Skip(1, "fixed array parameters");
                break;
            case ChunkIndexType.ExtensibleArray:
                reader.Skip(5, "extensible array parameters");
                break;
            case ChunkIndexType.NewTree:
                reader.Skip(6, "chunk B-tree parameters");
                break;
            default:
                throw storage.Fault(at, "chunk index type", $"chunk index {(int)IndexType} does not exist; 1 to 5 do");
        }
        Address = reader.Offset("chunk index address");
    }

    // The last of the sizes is that of an element.
    private void ReadChunkSizes(Hdf5Storage storage, ref BlockReader reader, int rank, int sizeLength, int elementSize)
    {
        if (rank is < 2 or > LargestRank)
        {
            throw storage.Fault(reader.Address, "chunk rank", $"chunks of {rank - 1} dimensions are impossible");
        }
        ChunkSizes = new long[rank - 1];
        long bytes = elementSize;
        for (int axis = 0; axis < ChunkSizes.Length; axis++)
        {
            long at = reader.Address;
            long size = reader.Number(sizeLength, $"chunk dimension {axis}");
            if (size == 0 || size > int.MaxValue / bytes)
            {
                throw storage.Fault(at, $"chunk dimension {axis}",
                    $"a chunk of {size} elements along dimension {axis} is none, or too large to read");
            }
            bytes *= size;
            ChunkSizes[axis] = size;
        }
        long last = reader.Address;
        long stored = reader.Number(sizeLength, "chunk element size");
        if (stored != elementSize)
        {
            throw storage.Fault(last, "chunk element size", $"the chunks have elements of {stored} bytes, the datatype of {elementSize}");
        }
    }
}
