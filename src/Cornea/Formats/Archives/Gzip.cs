using System.Buffers.Binary;
using System.IO.Compression;

namespace Cornea.Formats;

/// <summary>Opens a file that may be compressed with gzip (RFC 1952): one member, whose checksum and length are checked.</summary>
internal static class Gzip
{
    private const int TrailerLength = 8;
    private const int HeaderLength = 10;

    /// <summary>A reader of the content; gzip is recognised by its two magic bytes, never by the file's name.</summary>
    public static FormatReader Open(Stream stream, string path)
    {
        stream = FormatReader.Seekable(stream);
        long start = stream.Position;
        Span<byte> magic = stackalloc byte[2];
        int read = stream.ReadAtLeast(magic, 2, throwOnEndOfStream: false);
        stream.Position = start;
        return read == 2 && magic[0] == 0x1F && magic[1] == 0x8B ? Decompress(stream, path) : FormatReader.OpenPlain(stream, path);
    }

    private static FormatReader Decompress(Stream stream, string path)
    {
        long start = stream.Position;
        long end = stream.Length;
        var header = FormatReader.OpenPlain(stream, path);
        SkipHeader(header);
        long compressed = end - start - header.Offset - TrailerLength;
        if (compressed < 0)
        {
            throw header.Fault("gzip trailer", $"{end - start} bytes are too few for a gzip file", FormatReader.Truncated);
        }
        Span<byte> trailer = stackalloc byte[TrailerLength];
        stream.Position = end - TrailerLength;
        if (stream.ReadAtLeast(trailer, TrailerLength, throwOnEndOfStream: false) < TrailerLength)
        {
            throw header.Fault("gzip trailer", "the file became shorter while it was read", FormatReader.Truncated);
        }
        uint crc = BinaryPrimitives.ReadUInt32LittleEndian(trailer);
        uint length = BinaryPrimitives.ReadUInt32LittleEndian(trailer[4..]);
        var region = new RegionStream(stream, start + header.Offset, compressed);
        long member = start + header.Offset;
        var content = new ChecksumStream(
            new DeflateStream(region, CompressionMode.Decompress), path, length, lengthWraps: true, crc,
            (checksum, size) => NextMember(stream, path, ref member, end, checksum, size));
        return new FormatReader(content, path, length: -1, storedLength: compressed);
    }

    // The member behind one whose content had this checksum and length. Where it begins no field says: after the trailer, which is
    // looked for, as the decompressor reads ahead.
    private static DeflateStream? NextMember(Stream stream, string path, ref long member, long end, uint checksum, long length)
    {
        Span<byte> mark = stackalloc byte[TrailerLength + 3];
        BinaryPrimitives.WriteUInt32LittleEndian(mark, checksum);
        BinaryPrimitives.WriteUInt32LittleEndian(mark[4..], unchecked((uint)length));
        (mark[TrailerLength], mark[TrailerLength + 1], mark[TrailerLength + 2]) = (0x1F, 0x8B, 8);
        var bytes = new byte[1 << 16];
        for (long at = member; at <= end - mark.Length;)
        {
            stream.Position = at;
            int read = stream.ReadAtLeast(bytes, (int)Math.Min(bytes.Length, end - at), throwOnEndOfStream: false);
            int found = bytes.AsSpan(0, read).IndexOf(mark);
            if (found >= 0)
            {
                stream.Position = at + found + TrailerLength;
                var header = FormatReader.OpenPlain(stream, path);
                SkipHeader(header);
                member = at + found + TrailerLength + header.Offset;
                long stored = end - TrailerLength - member;
                return stored < 0 ? null : new DeflateStream(new RegionStream(stream, member, stored), CompressionMode.Decompress);
            }
            if (read < mark.Length)
            {
                return null;
            }
            at += read - mark.Length + 1;
        }
        return null;
    }

    private static void SkipHeader(FormatReader reader)
    {
        const int checksumFlag = 2, extraFlag = 4, nameFlag = 8, commentFlag = 16, reserved = 0xE0;
        Span<byte> header = stackalloc byte[HeaderLength];
        reader.ReadExactly(header, "gzip header");
        if (header[2] != 8)
        {
            throw reader.Fault("gzip method",
                $"the compression method is {header[2]}, and only 8 (deflate) exists", FormatReader.Unreadable);
        }
        int flags = header[3];
        if ((flags & reserved) != 0)
        {
            throw reader.Fault("gzip flags", $"the flags {flags:x2} have reserved bits", FormatReader.Unreadable);
        }
        if ((flags & extraFlag) != 0)
        {
            reader.ReadExactly(header[..2], "gzip extra length");
            Span<byte> one = header[2..3];
            for (int left = BinaryPrimitives.ReadUInt16LittleEndian(header); left > 0; left--)
            {
                reader.ReadExactly(one, "gzip extra");
            }
        }
        for (int text = 0; text < 2; text++)
        {
            if ((flags & (text == 0 ? nameFlag : commentFlag)) != 0)
            {
                do
                {
                    reader.ReadExactly(header[..1], text == 0 ? "gzip name" : "gzip comment");
                }
                while (header[0] != 0);
            }
        }
        if ((flags & checksumFlag) != 0)
        {
            reader.ReadExactly(header[..2], "gzip header checksum");
        }
    }
}
