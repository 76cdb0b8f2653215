using System.Numerics;

namespace Cornea.Formats.Hdf5;

/// <summary>
/// The index of a chunked dataset that grows along one dimension: some entries in an index block, the others in data blocks of
/// growing size, which the index block lists itself or through secondary blocks.
/// </summary>
internal sealed class ExtensibleArray(Hdf5Storage storage, ChunkCollector chunks, bool filtered)
{
    private const int Checksum = 4, Prefix = 4 + 1 + 1, LargestBits = 62;

    private int _offsetBytes, _inIndex, _smallest;
    private long _pageLength;

    public void Read(long address)
    {
        const int fixedFields = Prefix + 6 + Checksum, lengths = 6;
        byte[] header = storage.ReadBlock(address, fixedFields + lengths * storage.LengthSize + storage.OffsetSize, "extensible array");
        storage.VerifyChecksum(header, address, "extensible array checksum");
        var reader = new BlockReader(storage, header, address);
        ReadPrefix(ref reader, "EAHD"u8);
        int entrySize = reader.Byte("extensible array entry size");
        int bits = reader.Byte("extensible array bits");
        _inIndex = reader.Byte("extensible array index entries");
        _smallest = reader.Byte("extensible array block entries");
        int pointers = reader.Byte("extensible array block pointers");
        int pageBits = reader.Byte("extensible array page bits");
        reader.Skip((long)lengths * storage.LengthSize, "extensible array counts");
        long index = reader.Offset("extensible array index block");
        var entries = new ChunkEntries(storage, chunks, filtered, entrySize, growingFirst: true, address);
        bool possible = BitOperations.IsPow2(_smallest) && BitOperations.IsPow2(pointers) && pointers >= 2
            && bits is > 0 and <= LargestBits && pageBits is > 0 and <= LargestBits;
        int blocks = possible ? 1 + bits - BitOperations.Log2((uint)_smallest) : 0;
        int direct = 2 * BitOperations.Log2((uint)pointers);
        if (!possible || blocks < direct)
        {
            throw storage.Fault(address, "extensible array",
                $"an array of {bits} bits with {pointers} pointers to blocks of {_smallest} entries is impossible");
        }
        if (index != Hdf5Storage.Undefined)
        {
            _offsetBytes = (bits + 7) / 8;
            _pageLength = 1L << pageBits;
            ReadIndexBlock(index, entries, 2 * (pointers - 1), direct, blocks);
        }
    }

    private void ReadIndexBlock(long address, ChunkEntries entries, int dataBlocks, int direct, int blocks)
    {
        long length = Prefix + storage.OffsetSize + (long)_inIndex * entries.EntrySize
            + ((long)dataBlocks + blocks - direct) * storage.OffsetSize + Checksum;
        byte[] block = storage.ReadBlock(address, length, "extensible array index block");
        storage.VerifyChecksum(block, address, "extensible array index block checksum");
        var reader = new BlockReader(storage, block, address);
        ReadPrefix(ref reader, "EAIB"u8);
        reader.Offset("extensible array header");
        entries.Read(ref reader, 0, _inIndex);
        long first = _inIndex;
        // Superblock n stands for 2^(n/2) data blocks, each of 2^((n+1)/2) times the smallest size.
        for (int superblock = 0; superblock < blocks; superblock++)
        {
            long count = 1L << (superblock / 2);
            long size = (1L << ((superblock + 1) / 2)) * _smallest;
            if (superblock >= direct)
            {
                long secondary = reader.Offset("extensible array secondary block");
                if (secondary != Hdf5Storage.Undefined)
                {
                    ReadSecondaryBlock(secondary, entries, first, count, size);
                }
            }
            for (long data = 0; superblock < direct && data < count; data++)
            {
                ReadDataBlock(reader.Offset("extensible array data block"), entries, first + data * size, size, present: default, 0);
            }
            first += count * size;
        }
    }

    private void ReadSecondaryBlock(long address, ChunkEntries entries, long first, long count, long size)
    {
        long pages = size > _pageLength ? size / _pageLength : 0;
        long bitmap = count * ((pages + 7) / 8);
        long length = Prefix + storage.OffsetSize + _offsetBytes + bitmap + count * storage.OffsetSize + Checksum;
        byte[] block = storage.ReadBlock(address, length, "extensible array secondary block");
        storage.VerifyChecksum(block, address, "extensible array secondary block checksum");
        var reader = new BlockReader(storage, block, address);
        ReadPrefix(ref reader, "EASB"u8);
        reader.Offset("extensible array header");
        reader.Skip(_offsetBytes, "extensible array block offset");
        ReadOnlySpan<byte> present = reader.Take(bitmap, "extensible array page bits");
        for (long data = 0; data < count; data++)
        {
            ReadDataBlock(reader.Offset("extensible array data block"), entries, first + data * size, size, present, data * pages);
        }
    }

    private void ReadDataBlock(long address, ChunkEntries entries, long first, long count, ReadOnlySpan<byte> present, long firstPage)
    {
        if (address == Hdf5Storage.Undefined)
        {
            return;
        }
        bool paged = count > _pageLength && !present.IsEmpty;
        long prefix = Prefix + storage.OffsetSize + _offsetBytes;
        CheckFits(address, count, entries);
        byte[] block = storage.ReadBlock(address, prefix + (paged ? 0 : count * entries.EntrySize) + Checksum,
            "extensible array data block");
        storage.VerifyChecksum(block, address, "extensible array data block checksum");
        var reader = new BlockReader(storage, block, address);
        ReadPrefix(ref reader, "EADB"u8);
        reader.Skip(storage.OffsetSize + _offsetBytes, "extensible array data block");
        if (!paged)
        {
            entries.Read(ref reader, first, count);
            return;
        }
        long start = address + prefix + Checksum;
        long size = _pageLength * entries.EntrySize + Checksum;
        for (long page = 0; page < count / _pageLength; page++, start += size)
        {
            long bit = firstPage + page;
            if ((present[(int)(bit / 8)] & (0x80 >> (int)(bit % 8))) == 0)
            {
                continue;
            }
            byte[] data = storage.ReadBlock(start, size, "extensible array page");
            storage.VerifyChecksum(data, start, "extensible array page checksum");
            var body = new BlockReader(storage, data, start);
            entries.Read(ref body, first + page * _pageLength, _pageLength);
        }
    }

    private void CheckFits(long address, long count, ChunkEntries entries)
    {
        if (count > storage.Length / entries.EntrySize)
        {
            throw storage.Fault(address, "extensible array data block",
                $"{count} entries of {entries.EntrySize} bytes do not fit the file");
        }
    }

    private void ReadPrefix(ref BlockReader reader, ReadOnlySpan<byte> signature)
    {
        reader.Signature(signature, "extensible array");
        reader.Version(0, "extensible array version");
        long at = reader.Address;
        int client = reader.Byte("extensible array client");
        if (client != (filtered ? 1 : 0))
        {
            throw storage.Fault(at, "extensible array client",
                $"client {client} does not go with {(filtered ? "filtered" : "plain")} chunks");
        }
    }
}
