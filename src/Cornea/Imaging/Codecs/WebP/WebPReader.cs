using System.Buffers.Binary;

namespace Cornea.Imaging;

/// <summary>Reads the first picture of a lossless WebP file. Sources: "WebP Container Specification" and "WebP Lossless Bitstream
/// Specification", Google.</summary>
internal static class WebPReader
{
    // A pixel may take no bits at all, so that the size alone limits what is allocated.
    private const long LargestRatio = long.MaxValue >> 40;
    private const string Remedy = "The file is damaged: copy or make it again.";

    /// <summary>Whether a file begins as WebP files do.</summary>
    public static bool IsWebP(ReadOnlySpan<byte> start) =>
        start.Length >= 12 && start.StartsWith("RIFF"u8) && start[8..].StartsWith("WEBP"u8);

    /// <summary>Reads the picture as RGB, with opacity where the file has it or it does not fill its canvas.</summary>
    public static Picture Read(PictureBytes bytes)
    {
        bytes.Take(12, "magic");
        (int Width, int Height)? canvas = null;
        while (true)
        {
            (uint kind, int size) = Chunk(bytes);
            int start = bytes.Offset;
            switch (kind)
            {
                case Lossless:
                    return Decode(bytes, size);
                case Lossy or Opacity:
                    throw TooLossy(bytes);
                case Extended when size >= 10:
                    bytes.Take(4, "flags");
                    canvas = (UInt24(bytes, "width") + 1, UInt24(bytes, "height") + 1);
                    break;
                case Frame when size >= 16 && canvas is { } area:
                    return ReadFrame(bytes, area.Width, area.Height);
                default:
                    break;
            }
            // Chunks begin at even places.
            bytes.Offset = start;
            bytes.Take(size + (size & 1), "chunk");
        }
    }

    // The four letters of each chunk.
    private const uint Lossless = 0x4C385056, Lossy = 0x20385056, Opacity = 0x48504C41, Extended = 0x58385056, Frame = 0x464D4E41;

    private static (uint Kind, int Size) Chunk(PictureBytes bytes)
    {
        (uint kind, uint size) = (bytes.UInt32("chunk"), bytes.UInt32("chunk size"));
        return size <= bytes.Left ? (kind, (int)size) : throw bytes.Fault(
            "chunk size", $"a chunk of {size} bytes was expected here, but only {bytes.Left} are left", FormatReader.Truncated);
    }

    private static int UInt24(PictureBytes bytes, string field) =>
        bytes.Take(3, field) is var three ? three[0] | three[1] << 8 | three[2] << 16 : 0;

    private static MalformedFileException TooLossy(PictureBytes bytes) =>
        bytes.Fault("chunk", "this is a lossy WebP picture, and lossless ones are read", "Convert it to PNG.");

    // The first picture of an animation, on a clear canvas.
    private static Picture ReadFrame(PictureBytes bytes, int width, int height)
    {
        (int left, int top) = (2 * UInt24(bytes, "left"), 2 * UInt24(bytes, "top"));
        bytes.Take(10, "frame");
        (uint kind, int size) = Chunk(bytes);
        if (kind != Lossless)
        {
            throw TooLossy(bytes);
        }
        Picture own = Decode(bytes, size);
        if (own.Width == width && own.Height == height)
        {
            return own;
        }
        if (left + own.Width > width || top + own.Height > height)
        {
            throw bytes.Fault("size",
                $"a picture of {own.Width} x {own.Height} at {left}, {top} does not fit the canvas of {width} x {height}", Remedy);
        }
        var pixels = new byte[Picture.CheckSize(bytes, width, height, 4, LargestRatio)];
        Picture opaque = own.WithChannels(4);
        for (int y = 0; y < own.Height; y++)
        {
            opaque.Pixels.AsSpan(y * own.Width * 4, own.Width * 4).CopyTo(pixels.AsSpan(((top + y) * width + left) * 4));
        }
        return new Picture(width, height, 4, pixels);
    }

    private static Picture Decode(PictureBytes bytes, int size)
    {
        ReadOnlySpan<byte> header = bytes.Whole.AsSpan(bytes.Offset, size);
        if (header.Length < 5 || header[0] != 0x2F)
        {
            throw bytes.Fault("picture", header.Length < 5 ? "the picture ends within its header: Premature end"
                : "the picture does not begin as a lossless one does", Remedy);
        }
        uint sizes = BinaryPrimitives.ReadUInt32LittleEndian(header[1..]);
        (int width, int height) = ((int)(sizes & 0x3FFF) + 1, (int)(sizes >> 14 & 0x3FFF) + 1);
        bool hasOpacity = (sizes >> 28 & 1) != 0;
        if (sizes >> 29 != 0)
        {
            throw bytes.Fault("picture", $"version {sizes >> 29} of lossless pictures is not known, and 0 is read", Remedy);
        }
        int channels = hasOpacity ? 4 : 3;
        // Decoded as four bytes a pixel.
        Picture.CheckSize(bytes, width, height, 4, LargestRatio);
        uint[] pixels;
        try
        {
            pixels = new WebPDecoder(header[5..]).Read(width, height);
        }
        catch (InvalidDataException fault)
        {
            throw bytes.Fault("picture", fault.Message, fault.Message.Contains("Premature", StringComparison.Ordinal)
                ? FormatReader.Truncated : Remedy);
        }
        var values = new byte[width * height * channels];
        for (int i = 0, to = 0; i < pixels.Length; i++, to += channels)
        {
            uint pixel = pixels[i];
            (values[to], values[to + 1], values[to + 2]) = ((byte)(pixel >> 16), (byte)(pixel >> 8), (byte)pixel);
            if (hasOpacity)
            {
                values[to + 3] = (byte)(pixel >> 24);
            }
        }
        return new Picture(width, height, channels, values);
    }
}
