namespace Cornea.Formats.Hdf5;

/// <summary>The index of a chunked dataset whose largest shape is known: one array of entries, in pages when it is long.</summary>
internal sealed class FixedArray(Hdf5Storage storage, ChunkCollector chunks, bool filtered)
{
    private const int Checksum = 4, Prefix = 4 + 1 + 1;

    public void Read(long address)
    {
        const int fixedFields = Prefix + 1 + 1 + Checksum, largestPageBits = 31;
        byte[] header = storage.ReadBlock(address, fixedFields + storage.LengthSize + storage.OffsetSize, "fixed array");
        storage.VerifyChecksum(header, address, "fixed array checksum");
        var reader = new BlockReader(storage, header, address);
        ReadPrefix(ref reader, "FAHD"u8);
        int entrySize = reader.Byte("fixed array entry size");
        int pageBits = reader.Byte("fixed array page bits");
        long count = reader.Length("fixed array entries");
        long block = reader.Offset("fixed array data block");
        var entries = new ChunkEntries(storage, chunks, filtered, entrySize, growingFirst: false, address);
        if (pageBits > largestPageBits || count > storage.Length / entrySize)
        {
            throw storage.Fault(address, "fixed array entries", $"{count} entries of {entrySize} bytes do not fit the file");
        }
        if (block == Hdf5Storage.Undefined)
        {
            return;
        }
        if (count > 1L << pageBits)
        {
            ReadPages(block, entries, count, 1L << pageBits);
            return;
        }
        int prefix = Prefix + storage.OffsetSize;
        byte[] data = storage.ReadBlock(block, prefix + count * entrySize + Checksum, "fixed array data block");
        storage.VerifyChecksum(data, block, "fixed array data block checksum");
        var body = new BlockReader(storage, data, block);
        ReadPrefix(ref body, "FADB"u8);
        body.Offset("fixed array header");
        entries.Read(ref body, 0, count);
    }

    private void ReadPages(long address, ChunkEntries entries, long count, long pageLength)
    {
        long pages = (count + pageLength - 1) / pageLength;
        long length = Prefix + storage.OffsetSize + (pages + 7) / 8 + Checksum;
        byte[] head = storage.ReadBlock(address, length, "fixed array data block");
        storage.VerifyChecksum(head, address, "fixed array data block checksum");
        var reader = new BlockReader(storage, head, address);
        ReadPrefix(ref reader, "FADB"u8);
        reader.Offset("fixed array header");
        ReadOnlySpan<byte> present = reader.Take((pages + 7) / 8, "fixed array page bits");
        long start = address + length;
        for (long page = 0; page < pages; page++)
        {
            long first = page * pageLength;
            long inPage = Math.Min(pageLength, count - first);
            long size = inPage * entries.EntrySize + Checksum;
            if ((present[(int)(page / 8)] & (0x80 >> (int)(page % 8))) != 0)
            {
                byte[] data = storage.ReadBlock(start, size, "fixed array page");
                storage.VerifyChecksum(data, start, "fixed array page checksum");
                var body = new BlockReader(storage, data, start);
                entries.Read(ref body, first, inPage);
            }
            start += size;
        }
    }

    private void ReadPrefix(ref BlockReader reader, ReadOnlySpan<byte> signature)
    {
        reader.Signature(signature, "fixed array");
        reader.Version(0, "fixed array version");
        long at = reader.Address;
        int client = reader.Byte("fixed array client");
        if (client != (filtered ? 1 : 0))
        {
            throw storage.Fault(at, "fixed array client", $"client {client} does not go with {(filtered ? "filtered" : "plain")} chunks");
        }
    }
}
