
namespace Cornea.Formats.Hdf5;

/// <summary>Finds and reads the superblock (versions 0 to 3), which says where the root group is.</summary>
internal static class Superblock
{
    private const int LargestLength = 128;

    public static ReadOnlySpan<byte> Signature => [0x89, (byte)'H', (byte)'D', (byte)'F', (byte)'\r', (byte)'\n', 0x1A, (byte)'\n'];

    /// <summary>Sets the storage's base address and sizes, and returns the address of the root group's object header.</summary>
    public static long Read(Hdf5Storage storage)
    {
        storage.BaseAddress = Find(storage);
        byte[] block = storage.ReadBlock(0, Math.Min(LargestLength, storage.Length), "superblock");
        var reader = new BlockReader(storage, block, 0);
        reader.Skip(Signature.Length, "signature");
        int version = reader.Byte("superblock version");
        return version switch
        {
            0 or 1 => ReadOld(storage, ref reader, version),
            2 or 3 => ReadNew(storage, ref reader, block),
            _ => throw storage.Refusal(8, "superblock version", $"superblock version {version}",
                "Versions 0 to 3 can be read: write the file with h5py's libver='earliest'."),
        };
    }

    // A user block of 512, 1024, 2048... bytes may stand before the HDF5 part.
    private static long Find(Hdf5Storage storage)
    {
        Span<byte> first = stackalloc byte[Signature.Length];
        for (long at = 0; at + first.Length <= storage.FileLength; at = at == 0 ? 512 : 2 * at)
        {
            storage.Read(at, first, "signature");
            if (first.SequenceEqual(Signature))
            {
                return at;
            }
        }
        Span<byte> start = stackalloc byte[(int)Math.Min(24, storage.FileLength)];
        storage.Read(0, start, "signature");
        throw storage.Fault(0, "signature", $"the file is no HDF5 file; {ForeignContent.Describe(start)}",
            "Check that the right file was given, or download it again.");
    }

    private static long ReadOld(Hdf5Storage storage, ref BlockReader reader, int version)
    {
        const int sizes = 13, versionOneFields = 4;
        reader.Skip(4, "versions");
        ReadSizes(storage, ref reader, sizes);
        reader.Skip(1 + 4 + 4, "group sizes");
        reader.Skip(version == 1 ? versionOneFields : 0, "chunk index size");
        long written = reader.Offset("base address");
        reader.Offset("free space address");
        CheckEnd(storage, ref reader, written);
        reader.Offset("driver address");
        reader.Offset("root name");
        return reader.Offset("root group");
    }

    private static long ReadNew(Hdf5Storage storage, ref BlockReader reader, byte[] block)
    {
        const int sizes = 9;
        ReadSizes(storage, ref reader, sizes);
        reader.Skip(1, "consistency flags");
        long written = reader.Offset("base address");
        reader.Offset("superblock extension");
        CheckEnd(storage, ref reader, written);
        long root = reader.Offset("root group");
        reader.UInt32("superblock checksum");
        storage.VerifyChecksum(block.AsSpan(0, reader.Position), 0, "superblock checksum");
        return root;
    }

    private static void ReadSizes(Hdf5Storage storage, ref BlockReader reader, long address)
    {
        storage.OffsetSize = reader.Byte("size of addresses");
        storage.LengthSize = reader.Byte("size of lengths");
        if (storage.OffsetSize is not (2 or 4 or 8) || storage.LengthSize is not (2 or 4 or 8))
        {
            throw storage.Fault(address, "size of addresses",
                $"addresses of {storage.OffsetSize} and lengths of {storage.LengthSize} bytes are not 2, 4 or 8");
        }
    }

    // The end counts from the start of the file that was written, whose user block may have been taken away since.
    private static void CheckEnd(Hdf5Storage storage, ref BlockReader reader, long writtenBase)
    {
        long address = reader.Address;
        long end = reader.Offset("end of file");
        if (storage.Options.VerifyIntegrity && (end == Hdf5Storage.Undefined || writtenBase < 0 || end - writtenBase > storage.Length))
        {
            throw storage.Fault(address, "end of file",
                $"the file should have {end} bytes, but it has {storage.FileLength}", Hdf5Storage.Truncated);
        }
    }
}
