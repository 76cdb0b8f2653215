using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace Cornea.Formats;

/// <summary>
/// Reads a zip archive (stored and deflate, zip64) without trusting it: members may not repeat a name, overlap, be encrypted or
/// expand absurdly, and each content is held against its stated length and CRC-32, which the framework's reader does not check.
/// </summary>
internal sealed class ZipReader
{
    private const long FreeExpansion = 64L << 20;
    private const int EndLength = 22, LocatorLength = 20, End64Length = 56, RowLength = 46, LocalLength = 30;
    private const string Remedy = "The file is damaged, malformed or malicious: make or download it again.";

    private readonly Stream _stream;
    private readonly string _path;
    private readonly ReadLimits _limits;

    /// <summary>Reads the directory of the archive that fills a stream.</summary>
    /// <param name="stream">Stays open; members are read from it one at a time.</param>
    /// <param name="path">Name for messages.</param>
    /// <param name="limits">Limits of the reader; the usual ones when null.</param>
    public ZipReader(Stream stream, string path, ReadLimits? limits = null)
    {
        _limits = limits ?? ReadLimits.Default;
        _stream = FormatReader.Seekable(stream);
        _path = path;
        Members = ReadDirectory();
        CheckTogether();
    }

    public IReadOnlyList<ZipMember> Members { get; }

    /// <summary>A reader of a member's content, whose checksum is compared when its end is reached.</summary>
    public FormatReader Open(ZipMember member)
    {
        string name = $"{_path}!{member.Name}";
        Stream content = new RegionStream(_stream, StartOf(member), member.StoredLength);
        if (member.Method == 8)
        {
            content = new DeflateStream(content, CompressionMode.Decompress);
        }
        var verified = new ChecksumStream(content, name, member.Length, lengthWraps: false, member.Crc);
        return new FormatReader(verified, name, member.Length, member.StoredLength);
    }

    /// <summary>Where the stored bytes of a member begin.</summary>
    public long StartOf(ZipMember member)
    {
        Span<byte> local = stackalloc byte[LocalLength];
        ReadAt(member.HeaderOffset, local, "local header");
        if (BinaryPrimitives.ReadUInt32LittleEndian(local) != 0x04034B50)
        {
            throw Fault(member.HeaderOffset, "local header", $"no member begins where the directory puts '{member.Name}'");
        }
        int method = BinaryPrimitives.ReadUInt16LittleEndian(local[8..]);
        if (method != member.Method)
        {
            throw Fault(member.HeaderOffset + 8, "method",
                $"the directory says method {member.Method} for '{member.Name}', its header {method}");
        }
        long start = member.HeaderOffset + LocalLength
            + BinaryPrimitives.ReadUInt16LittleEndian(local[26..]) + BinaryPrimitives.ReadUInt16LittleEndian(local[28..]);
        if (start + member.StoredLength > _stream.Length)
        {
            throw Fault(start, "compressed size",
                $"the directory promises {member.StoredLength} bytes for '{member.Name}', " +
                $"but the file ends after {Math.Max(0, _stream.Length - start)}");
        }
        return start;
    }

    private List<ZipMember> ReadDirectory()
    {
        (long offset, long size, long count) = FindDirectory();
        long length = _stream.Length;
        if (offset < 0 || size < 0 || offset > length - size || size > _limits.HeaderBytes)
        {
            throw Fault(Math.Max(0, length - EndLength), "directory",
                $"the directory should have {size} bytes from byte {offset}, but the file has {length}");
        }
        if (count < 0 || count > _limits.Entries || count * RowLength > size)
        {
            throw Fault(offset, "number of members",
                $"the archive promises {count} members in {size} bytes of directory " +
                $"(at most {_limits.Entries} are read: ReadLimits.Entries)");
        }
        var directory = new byte[size];
        ReadAt(offset, directory, "directory");
        var members = new List<ZipMember>((int)count);
        var names = new HashSet<string>(StringComparer.Ordinal);
        int at = 0;
        for (long row = 0; row < count; row++)
        {
            ZipMember member = ReadRow(directory, offset, ref at);
            if (!names.Add(member.Name))
            {
                throw Fault(offset + at, "name", $"two members are named '{member.Name}'");
            }
            members.Add(member);
        }
        return members;
    }

    private (long Offset, long Size, long Count) FindDirectory()
    {
        long length = _stream.Length;
        var tail = new byte[Math.Min(length, EndLength + ushort.MaxValue)];
        ReadAt(length - tail.Length, tail, "end of directory");
        for (int at = tail.Length - EndLength; at >= 0; at--)
        {
            ReadOnlySpan<byte> end = tail.AsSpan(at);
            if (BinaryPrimitives.ReadUInt32LittleEndian(end) != 0x06054B50
                || BinaryPrimitives.ReadUInt16LittleEndian(end[20..]) != end.Length - EndLength)
            {
                continue;
            }
            long count = BinaryPrimitives.ReadUInt16LittleEndian(end[10..]);
            long size = BinaryPrimitives.ReadUInt32LittleEndian(end[12..]);
            long offset = BinaryPrimitives.ReadUInt32LittleEndian(end[16..]);
            bool large = count == ushort.MaxValue || size == uint.MaxValue || offset == uint.MaxValue;
            return large ? FindDirectory64(length - end.Length - LocatorLength) : (offset, size, count);
        }
        throw Fault(0, "end of directory", "no zip directory was found, so this is no zip file or its end is missing");
    }

    private (long Offset, long Size, long Count) FindDirectory64(long locatorAt)
    {
        Span<byte> locator = stackalloc byte[LocatorLength];
        Span<byte> end = stackalloc byte[End64Length];
        ReadAt(locatorAt, locator, "zip64 locator");
        long at = BinaryPrimitives.ReadInt64LittleEndian(locator[8..]);
        ReadAt(at, end, "zip64 end of directory");
        if (BinaryPrimitives.ReadUInt32LittleEndian(locator) != 0x07064B50 || BinaryPrimitives.ReadUInt32LittleEndian(end) != 0x06064B50)
        {
            throw Fault(locatorAt, "zip64 end of directory", "the archive needs zip64 fields, and they are missing");
        }
        return (BinaryPrimitives.ReadInt64LittleEndian(end[48..]), BinaryPrimitives.ReadInt64LittleEndian(end[40..]),
            BinaryPrimitives.ReadInt64LittleEndian(end[32..]));
    }

    private ZipMember ReadRow(ReadOnlySpan<byte> directory, long offset, ref int at)
    {
        const int encrypted = 1, strongEncryption = 1 << 6;
        ReadOnlySpan<byte> row = directory[at..];
        if (row.Length < RowLength || BinaryPrimitives.ReadUInt32LittleEndian(row) != 0x02014B50)
        {
            throw Fault(offset + at, "directory", "a row of the directory is damaged or missing");
        }
        int flags = BinaryPrimitives.ReadUInt16LittleEndian(row[8..]);
        int method = BinaryPrimitives.ReadUInt16LittleEndian(row[10..]);
        uint crc = BinaryPrimitives.ReadUInt32LittleEndian(row[16..]);
        long stored = BinaryPrimitives.ReadUInt32LittleEndian(row[20..]);
        long length = BinaryPrimitives.ReadUInt32LittleEndian(row[24..]);
        int nameLength = BinaryPrimitives.ReadUInt16LittleEndian(row[28..]);
        int extraLength = BinaryPrimitives.ReadUInt16LittleEndian(row[30..]);
        int commentLength = BinaryPrimitives.ReadUInt16LittleEndian(row[32..]);
        long header = BinaryPrimitives.ReadUInt32LittleEndian(row[42..]);
        if (row.Length < RowLength + nameLength + extraLength + commentLength)
        {
            throw Fault(offset + at, "directory", "a row of the directory is longer than the directory");
        }
        string name = Encoding.UTF8.GetString(row.Slice(RowLength, nameLength));
        ReadExtra(row.Slice(RowLength + nameLength, extraLength), ref length, ref stored, ref header);
        if ((flags & (encrypted | strongEncryption)) != 0)
        {
            throw Fault(offset + at + 8, "flags", $"the member '{name}' is encrypted, which cannot be read");
        }
        if (method is not (0 or 8))
        {
            throw Fault(offset + at + 10, "method",
                $"the member '{name}' uses compression method {method}, and 0 (stored) and 8 (deflate) can be read");
        }
        bool outside = stored < 0 || header < 0 || stored > _stream.Length || header > _stream.Length - stored;
        if (outside || length < 0 || (method == 0 && stored != length))
        {
            throw Fault(offset + at + 20, "sizes",
                $"the member '{name}' claims {stored} bytes stored at byte {header} for {length} bytes of content, " +
                $"but the file has {_stream.Length}");
        }
        at += RowLength + nameLength + extraLength + commentLength;
        return new ZipMember(name, method, crc, stored, length, header);
    }

    // The zip64 extra field (id 1) holds, in this order, those of the three numbers that read FFFFFFFF in the row.
    private static void ReadExtra(ReadOnlySpan<byte> extra, ref long length, ref long stored, ref long header)
    {
        while (extra.Length >= 4)
        {
            int id = BinaryPrimitives.ReadUInt16LittleEndian(extra);
            int size = Math.Min(BinaryPrimitives.ReadUInt16LittleEndian(extra[2..]), extra.Length - 4);
            ReadOnlySpan<byte> field = extra.Slice(4, size);
            extra = extra[(4 + size)..];
            if (id == 1)
            {
                Take(ref field, ref length);
                Take(ref field, ref stored);
                Take(ref field, ref header);
            }
        }

        static void Take(ref ReadOnlySpan<byte> field, ref long value)
        {
            if (value == uint.MaxValue && field.Length >= 8)
            {
                value = BinaryPrimitives.ReadInt64LittleEndian(field);
                field = field[8..];
            }
        }
    }

    private void CheckTogether()
    {
        long end = 0;
        UInt128 total = 0;
        foreach (ZipMember member in Members.OrderBy(static member => member.HeaderOffset))
        {
            if (member.HeaderOffset < end)
            {
                throw Fault(member.HeaderOffset, "header offset", $"the member '{member.Name}' overlaps the one before it");
            }
            end = member.HeaderOffset + LocalLength + member.StoredLength;
            total += (UInt128)member.Length;
        }
        if (total > (UInt128)Math.Max(FreeExpansion, FormatReader.LargestRatio * _stream.Length))
        {
            throw Fault(0, "sizes",
                $"{_stream.Length} bytes of archive promise {total} bytes of content, more than {FormatReader.LargestRatio} times as many");
        }
    }

    private void ReadAt(long offset, Span<byte> target, string field)
    {
        if (offset < 0 || offset > _stream.Length - target.Length)
        {
            throw Fault(Math.Max(0, offset), field, $"{target.Length} bytes should be at byte {offset}, but the file has {_stream.Length}");
        }
        _stream.Position = offset;
        if (_stream.ReadAtLeast(target, target.Length, throwOnEndOfStream: false) < target.Length)
        {
            throw Fault(offset, field, "the file became shorter while it was read");
        }
    }

    private MalformedFileException Fault(long offset, string field, string problem) => new(_path, offset, field, problem, Remedy);
}
