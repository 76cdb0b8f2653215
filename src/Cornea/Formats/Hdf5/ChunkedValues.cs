namespace Cornea.Formats.Hdf5;

/// <summary>The values of a chunked dataset.</summary>
internal sealed class ChunkedValues(Hdf5Storage storage, Dataspace space, DataLayout layout, FilterPipeline filters, int elementSize)
{
    private const long FreeChunk = 3L << 20, FreeVolume = 64L << 20;

    private readonly Lock _finding = new();
    private ChunkCollector? _chunks;

    /// <summary>Bytes that the chunks take in the file; chunks that lie over each other count only once.</summary>
    public long StoredBytes => Math.Min(storage.Length, Chunks.Records.Sum(static chunk => chunk.StoredSize));

    private ChunkCollector Chunks
    {
        get
        {
            lock (_finding)
            {
                return _chunks ??= Find();
            }
        }
    }

    /// <summary>Gives every element to the sink, in runs along the last dimension.</summary>
    /// <param name="sink">Takes the elements.</param>
    /// <param name="fill">Value of elements that are not stored; empty for zeros.</param>
    /// <param name="allowed">Bytes that a chunk may have because the caller has provided as many.</param>
    public void Read<TSink>(scoped ref TSink sink, ReadOnlySpan<byte> fill, long allowed)
        where TSink : IElementSink, allows ref struct
    {
        ChunkCollector chunks = Chunks;
        CheckVolume(chunks, allowed);
        if (chunks.Records.Count < chunks.GridCount)
        {
            FillRuns.Write(ref sink, fill, elementSize, space.Count);
        }
        var buffer = new ChunkBuffer();
        var region = new ChunkRegion(space.Sizes, layout.ChunkSizes);
        foreach (ChunkRecord chunk in chunks.Records)
        {
            region.MoveTo(chunk.Number);
            bool unfiltered = filters.IsEmpty || (layout.EdgesUnfiltered && region.IsCut);
            long most = Math.Max(Math.Max(FreeChunk, allowed), chunk.StoredSize * storage.Options.LargestExpansion);
            if (chunks.ChunkBytes > most || chunk.StoredSize > Math.Max(most, chunks.ChunkBytes + 4096L))
            {
                throw storage.Fault(chunk.Address, "chunk", $"a chunk of {chunks.ChunkBytes} bytes is stored in {chunk.StoredSize}",
                    ExpansionRemedy);
            }
            storage.Read(chunk.Address, buffer.Reset((int)chunk.StoredSize), "chunk");
            if (!unfiltered)
            {
                filters.Decode(buffer, chunk.Mask, elementSize, chunks.ChunkBytes, chunk.Address);
            }
            else if (buffer.Length != chunks.ChunkBytes)
            {
                throw storage.Fault(chunk.Address, "chunk",
                    $"the chunk should have {chunks.ChunkBytes} bytes, and {buffer.Length} are stored");
            }
            region.CopyRows(buffer.Bytes, elementSize, ref sink);
        }
    }

    internal const string ExpansionRemedy =
        "This is how a decompression bomb looks; if you trust the file, raise ReadLimits.LargestExpansion or read into " +
        "memory of your own.";

    private ChunkCollector Find()
    {
        if (layout.ChunkSizes.Length != space.Sizes.Length)
        {
            throw storage.Fault(layout.Address, "chunk rank",
                $"chunks of {layout.ChunkSizes.Length} dimensions are given for a dataset of {space.Sizes.Length}");
        }
        var chunks = new ChunkCollector(storage, space, layout, elementSize);
        ChunkIndex.Read(storage, chunks, !filters.IsEmpty);
        return chunks;
    }

    // Chunks may reach far over the edges of the dataset, and unpacking all of that takes time even where no memory is needed.
    private void CheckVolume(ChunkCollector chunks, long allowed)
    {
        const int edges = 8;
        Int128 volume = (Int128)chunks.Records.Count * chunks.ChunkBytes;
        Int128 limit = Math.Max(FreeVolume, edges * allowed);
        if (volume > limit && volume > (Int128)StoredBytes * storage.Options.LargestExpansion)
        {
            throw storage.Fault(layout.Address, "chunks", $"{StoredBytes} stored bytes unpack to {volume}", ExpansionRemedy);
        }
    }
}
