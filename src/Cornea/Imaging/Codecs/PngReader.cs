using System.Buffers.Binary;
using System.IO.Compression;

namespace Cornea.Imaging;

/// <summary>Reads the chunks of a PNG file; <see cref="PngRows"/> turns their data into pixels.</summary>
internal static class PngReader
{
    private const int HeaderLength = 13;

    // Deflate's longest match is 258 bytes in 2 bits.
    private const long LargestExpansion = 1032;
    private const string Remedy = "The file is damaged: copy or make it again.";

    public static ReadOnlySpan<byte> Signature => [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A];

    public static Picture Read(PictureBytes bytes)
    {
        bytes.Take(Signature.Length, "magic");
        PngHeader? header = null;
        byte[] palette = [];
        byte[]? transparency = null;
        using var data = new MemoryStream();
        bool ended = false, dataEnded = false;
        while (!ended)
        {
            int at = bytes.Offset;
            ReadOnlySpan<byte> content = Chunk(bytes, out uint type);
            if (header is null && type != Name("IHDR"u8))
            {
                throw Fault(bytes, at, "IHDR", $"the first chunk is {Text(type)}, and it must be IHDR");
            }
            dataEnded |= data.Length > 0 && type != Name("IDAT"u8);
            if (type == Name("IHDR"u8))
            {
                header = header is null ? Header(bytes, at, content) : throw Fault(bytes, at, "IHDR", "the file has two headers");
            }
            else if (type == Name("PLTE"u8))
            {
                palette = content.Length is > 0 and <= 768 && content.Length % 3 == 0 && palette.Length == 0 && data.Length == 0
                    ? content.ToArray()
                    : throw Fault(bytes, at, "PLTE",
                        $"a palette of {content.Length} bytes is wrong here: 3 to 768 bytes, once, before the pixels");
            }
            else if (type == Name("tRNS"u8))
            {
                transparency = data.Length == 0 && transparency is null
                    && content.Length == TransparencyLength(header!, palette, content.Length)
                    ? content.ToArray()
                    : throw Fault(bytes, at, "tRNS",
                        $"{content.Length} bytes of transparency are wrong here for colour type {header!.Color}");
            }
            else if (type == Name("IDAT"u8))
            {
                if (dataEnded)
                {
                    throw Fault(bytes, at, "IDAT", "the pixels are interrupted by another chunk");
                }
                data.Write(content);
            }
            else if (type == Name("IEND"u8))
            {
                ended = true;
            }
            else if ((type & 0x20000000) == 0)
            {
                throw Fault(bytes, at, "chunk type",
                    $"the chunk {Text(type)} is needed to show the picture, and this reader does not know it");
            }
        }
        if (header!.IsPalette && palette.Length == 0)
        {
            throw Fault(bytes, bytes.Offset, "PLTE", "the pixels are numbers of a palette, and there is no palette");
        }
        return Decode(bytes, header, palette, transparency, data);
    }

    private static Picture Decode(PictureBytes bytes, PngHeader header, byte[] palette, byte[]? transparency, MemoryStream data)
    {
        int channels = header.IsPalette ? 3 : header.Samples;
        channels += transparency is null ? 0 : 1;
        int size = Picture.CheckSize(bytes, header.Width, header.Height, channels, LargestExpansion * 8 * 4);
        if (header.FilteredLength() > LargestExpansion * (data.Length + 1))
        {
            throw Fault(bytes, bytes.Offset, "IDAT",
                $"{data.Length} bytes of compressed data cannot hold the {header.Width} x {header.Height} pixels that the header promises");
        }
        data.Position = 0;
        using var inflated = new ZLibStream(data, CompressionMode.Decompress);
        try
        {
            var rows = new PngRows(bytes, header, palette, transparency, new byte[size], channels);
            rows.Read(inflated);
            // One byte more makes the stream compare its checksum.
            return inflated.ReadByte() < 0
                ? new Picture(header.Width, header.Height, channels, rows.Pixels)
                : throw Fault(bytes, bytes.Offset, "IDAT", "there is more data than the picture has pixels");
        }
        catch (Exception exception) when (CompressedData.IsDamage(exception))
        {
            throw bytes.Fault("IDAT", "the compressed data are damaged or cut off", Remedy, exception);
        }
    }

    // Content of the next chunk, whose CRC-32 is right.
    private static ReadOnlySpan<byte> Chunk(PictureBytes bytes, out uint type)
    {
        int at = bytes.Offset;
        uint length = bytes.UInt32BigEndian("chunk length");
        if (length > int.MaxValue || length + 8L > bytes.Left)
        {
            throw Fault(bytes, at, "chunk length",
                $"a chunk of {length} bytes does not fit the {bytes.Left} bytes that follow: the file is cut off or damaged");
        }
        ReadOnlySpan<byte> checkedPart = bytes.Take(4 + length, "chunk");
        type = BinaryPrimitives.ReadUInt32BigEndian(checkedPart);
        uint stated = bytes.UInt32BigEndian("CRC-32"), found = Crc32.Append(0, checkedPart);
        return stated == found
            ? checkedPart[4..]
            : throw Fault(bytes, at, "CRC-32", $"the chunk {Text(type)} states the checksum {stated:x8}, but its bytes have {found:x8}");
    }

    private static PngHeader Header(PictureBytes bytes, int at, ReadOnlySpan<byte> content)
    {
        if (content.Length != HeaderLength)
        {
            throw Fault(bytes, at, "IHDR", $"the header has {content.Length} bytes, and {HeaderLength} are right");
        }
        uint width = BinaryPrimitives.ReadUInt32BigEndian(content), height = BinaryPrimitives.ReadUInt32BigEndian(content[4..]);
        int depth = content[8], color = content[9];
        bool known = color switch
        {
            0 => depth is 1 or 2 or 4 or 8 or 16,
            3 => depth is 1 or 2 or 4 or 8,
            2 or 4 or 6 => depth is 8 or 16,
            _ => false,
        };
        if (!known)
        {
            throw Fault(bytes, at, "IHDR", $"{depth} bits a sample with colour type {color} do not exist in PNG");
        }
        if (content[10] != 0 || content[11] != 0 || content[12] > 1)
        {
            throw Fault(bytes, at, "IHDR",
                $"compression {content[10]}, filter {content[11]}, interlace {content[12]} were found, and 0, 0 and 0 or 1 exist");
        }
        Picture.CheckSize(bytes, width, height, 1, long.MaxValue >> 32);
        return new PngHeader((int)width, (int)height, depth, color, content[12] == 1);
    }

    // The length that tRNS must have, or -1.
    private static int TransparencyLength(PngHeader header, byte[] palette, int found) => header.Color switch
    {
        0 => 2,
        2 => 6,
        3 when found > 0 && found <= palette.Length / 3 => found,
        _ => -1,
    };

    private static uint Name(ReadOnlySpan<byte> name) => BinaryPrimitives.ReadUInt32BigEndian(name);

    private static string Text(uint type) =>
        string.Create(4, type, static (letters, value) =>
        {
            for (int index = 0; index < 4; index++)
            {
                char letter = (char)(value >> (24 - 8 * index) & 0xFF);
                letters[index] = char.IsAsciiLetter(letter) ? letter : '?';
            }
        });

    private static MalformedFileException Fault(PictureBytes bytes, int at, string field, string problem) =>
        new(bytes.Path, at, field, problem, Remedy);
}
