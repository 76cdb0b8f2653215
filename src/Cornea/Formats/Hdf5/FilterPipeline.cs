using System.Buffers.Binary;
using System.IO.Compression;

namespace Cornea.Formats.Hdf5;

/// <summary>The filters that chunks went through when they were written, and their undoing.</summary>
internal sealed class FilterPipeline
{
    private const int Deflate = 1, Shuffle = 2, Fletcher = 3, MostFilters = 32;

    private readonly Hdf5Storage _storage;
    private readonly int[] _filters;

    private FilterPipeline(Hdf5Storage storage, int[] filters)
    {
        _storage = storage;
        _filters = filters;
    }

    public bool IsEmpty => _filters.Length == 0;

    public static FilterPipeline Read(Hdf5Storage storage, ObjectHeader header) =>
        header.Find(MessageType.Filters) is { } message ? Parse(storage, message) : new FilterPipeline(storage, []);

    /// <summary>Undoes the filters of one chunk in its buffer.</summary>
    /// <param name="buffer">Holds the chunk as it lies in the file, and then its elements.</param>
    /// <param name="mask">Filters that were left out, a bit each.</param>
    /// <param name="elementSize">Bytes of an element.</param>
    /// <param name="length">Bytes that the chunk has without filters.</param>
    /// <param name="address">Address of the chunk, for messages.</param>
    public void Decode(ChunkBuffer buffer, uint mask, int elementSize, int length, long address)
    {
        const int checksum = 4;
        for (int step = _filters.Length - 1; step >= 0; step--)
        {
            if ((mask >> step & 1) != 0)
            {
                continue;
            }
            switch (_filters[step])
            {
                case Deflate:
                    bool checksumInside = _filters.AsSpan(0, step).Contains(Fletcher);
                    Inflate(buffer, length + (checksumInside ? checksum : 0), address);
                    break;
                case Shuffle:
                    Unshuffle(buffer, elementSize);
                    break;
                default:
                    Verify(buffer, address);
                    break;
            }
        }
        if (buffer.Length != length)
        {
            throw _storage.Fault(address, "chunk", $"the chunk should have {length} bytes, and {buffer.Length} came out of its filters");
        }
    }

    private static FilterPipeline Parse(Hdf5Storage storage, HeaderMessage message)
    {
        const int firstNamed = 256, newest = 2;
        var reader = new BlockReader(storage, message.Data.Span, message.Address);
        int version = reader.Byte("filter version");
        int count = reader.Byte("number of filters");
        if (version is < 1 or > newest || count > MostFilters)
        {
            throw storage.Fault(message.Address, "filter version", $"{count} filters of version {version} are impossible");
        }
        reader.Skip(version == 1 ? 6 : 0, "filters");
        var filters = new int[count];
        for (int filter = 0; filter < count; filter++)
        {
            long at = reader.Address;
            int id = reader.UInt16("filter");
            int nameLength = version == 1 || id >= firstNamed ? reader.UInt16("filter name length") : 0;
            reader.Skip(2, "filter flags");
            int values = reader.UInt16("filter values");
            string name = System.Text.Encoding.ASCII.GetString(reader.Take(nameLength, "filter name")).TrimEnd('\0');
            reader.Skip(4L * values + (version == 1 && values % 2 == 1 ? 4 : 0), "filter values");
            filters[filter] = id is Deflate or Shuffle or Fletcher ? id : throw storage.Refusal(at, "filter",
                $"a dataset with the filter {id} ({(name.Length > 0 ? name : NameOf(id))})",
                "Deflate, shuffle and fletcher32 can be read: compress the dataset with gzip or not at all.");
        }
        return new FilterPipeline(storage, filters);
    }

    private static string NameOf(int id) => id switch
    {
        4 => "szip",
        5 => "nbit",
        6 => "scaleoffset",
        32000 => "lzf",
        _ => "unknown",
    };

    private void Inflate(ChunkBuffer buffer, int length, long address)
    {
        try
        {
            Span<byte> target = buffer.Spare(length);
            using var inflater = new ZLibStream(new MemoryStream(buffer.Array, 0, buffer.Length, writable: false),
                CompressionMode.Decompress);
            int read = inflater.ReadAtLeast(target, length, throwOnEndOfStream: false);
            if (read < length || inflater.ReadByte() >= 0)
            {
                throw _storage.Fault(address, "chunk",
                    $"the chunk should have {length} bytes, and {(read < length ? read : "more")} came out of deflate");
            }
            buffer.Swap(length);
        }
        catch (Exception fault) when (CompressedData.IsDamage(fault))
        {
            throw _storage.Fault(address, "chunk", $"the chunk is no deflate stream ({fault.Message.TrimEnd('.')})");
        }
    }

    // Shuffle wrote the first bytes of all elements, then the second bytes; a rest that is no whole element stays as it is.
    private static void Unshuffle(ChunkBuffer buffer, int elementSize)
    {
        ReadOnlySpan<byte> shuffled = buffer.Bytes;
        Span<byte> result = buffer.Spare(shuffled.Length);
        int count = shuffled.Length / elementSize;
        for (int part = 0; part < elementSize && count > 0; part++)
        {
            ReadOnlySpan<byte> source = shuffled.Slice(part * count, count);
            for (int element = 0, to = part; element < source.Length; element++, to += elementSize)
            {
                result[to] = source[element];
            }
        }
        shuffled[(count * elementSize)..].CopyTo(result[(count * elementSize)..]);
        buffer.Swap(shuffled.Length);
    }

    private void Verify(ChunkBuffer buffer, long address)
    {
        const int checksum = 4;
        if (buffer.Length < checksum)
        {
            throw _storage.Fault(address, "chunk checksum", "the chunk is too short for its checksum");
        }
        ReadOnlySpan<byte> content = buffer.Bytes[..^checksum];
        uint expected = BinaryPrimitives.ReadUInt32LittleEndian(buffer.Bytes[^checksum..]);
        if (_storage.Options.VerifyIntegrity && Fletcher32.Compute(content) is var computed && computed != expected)
        {
            throw _storage.Fault(address, "chunk checksum", $"the chunk's checksum is {computed:X8}, but {expected:X8} is stored");
        }
        buffer.Length = content.Length;
    }
}
