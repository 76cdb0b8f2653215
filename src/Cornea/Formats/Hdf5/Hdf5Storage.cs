using System.Buffers.Binary;

namespace Cornea.Formats.Hdf5;

/// <summary>
/// The file as its own addresses see it: blocks at addresses, with the sizes that the superblock gives to addresses and lengths.
/// All memory for metadata is charged here, so that structures that share bytes or form a circle cannot take more than the file is worth.
/// </summary>
internal sealed class Hdf5Storage(ByteSource source, string path, ReadLimits options)
{
    /// <summary>An address that points nowhere.</summary>
    public const long Undefined = -1;

    public const string Damaged = "The file is damaged or malicious: copy, download or make it again.";

    public const string Truncated = "The file is truncated: copy or download it again.";

    private const long FreeMetadata = 8L << 20;

    private long _left = FreeMetadata + 2 * source.Length;

    public string Path => path;

    public ReadLimits Options => options;

    /// <summary>Position in the file of address 0.</summary>
    public long BaseAddress { get; set; }

    /// <summary>Bytes of an address.</summary>
    public int OffsetSize { get; set; } = 8;

    /// <summary>Bytes of a length.</summary>
    public int LengthSize { get; set; } = 8;

    /// <summary>Bytes from address 0 to the end of the file.</summary>
    public long Length => source.Length - BaseAddress;

    /// <summary>Bytes that the file has in all.</summary>
    public long FileLength => source.Length;

    /// <summary>Reads a block of metadata.</summary>
    public byte[] ReadBlock(long address, long length, string field)
    {
        CheckRange(address, length, field);
        Charge(length, address, field);
        var block = new byte[length];
        Read(address, block, field);
        return block;
    }

    /// <summary>Reads bytes into memory that is there already.</summary>
    public void Read(long address, Span<byte> target, string field)
    {
        CheckRange(address, target.Length, field);
        if (source.Read(BaseAddress + address, target) < target.Length)
        {
            throw Fault(address, field, "the file became shorter while it was read", Truncated);
        }
    }

    /// <summary>Throws unless a block lies inside the file.</summary>
    public void CheckRange(long address, long length, string field)
    {
        if (address == Undefined)
        {
            throw Fault(0, field, "the address is undefined, and a block was expected there");
        }
        if (address < 0 || length < 0 || address > Length - length)
        {
            throw Fault(address, field, $"{length} bytes should be here, but the file ends at byte {FileLength}", Truncated);
        }
    }

    /// <summary>Takes memory for metadata out of what this file may use.</summary>
    public void Charge(long bytes, long address, string field)
    {
        if (Interlocked.Add(ref _left, -bytes) < 0)
        {
            throw Fault(address, field,
                $"the groups, headers and indexes need more memory than a file of {FileLength} bytes can justify; parts of it " +
                "refer to one another");
        }
    }

    /// <summary>Compares the lookup3 checksum that ends a block of the newer structures.</summary>
    public void VerifyChecksum(ReadOnlySpan<byte> block, long address, string field)
    {
        uint stored = BinaryPrimitives.ReadUInt32LittleEndian(block[^4..]);
        if (options.VerifyIntegrity && Lookup3.Compute(block[..^4]) is var computed && computed != stored)
        {
            throw Fault(address, field, $"the checksum is {computed:X8}, but {stored:X8} is stored");
        }
    }

    public MalformedFileException Fault(long address, string field, string problem, string remedy = Damaged) =>
        new(path, InFile(address), field, problem, remedy);

    /// <summary>The exception for something that HDF5 knows and this reader does not.</summary>
    public MalformedFileException Refusal(long address, string field, string what, string remedy) =>
        new(path, InFile(address), field, $"{what} cannot be read", remedy);

    private long InFile(long address) => Math.Clamp(address, 0, long.MaxValue - BaseAddress) + BaseAddress;
}
