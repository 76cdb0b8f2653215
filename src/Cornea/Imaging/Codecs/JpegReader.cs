namespace Cornea.Imaging;

/// <summary>Reads JPEG files: baseline and progressive, grey, luma and chromas, RGB and printing inks, which become RGB.</summary>
internal static class JpegReader
{
    // A block of 64 pixels takes a bit or more of each of its components.
    private const long LargestRatio = 2048;

    /// <summary>Reads a picture.</summary>
    /// <param name="bytes">The file.</param>
    /// <param name="channels">1 or 2 for the luma alone; else what the file has.</param>
    /// <param name="upright">Whether the picture is turned as its Exif data say.</param>
    public static Picture Read(PictureBytes bytes, int? channels, bool upright)
    {
        var decoder = new JpegDecoder(bytes);
        decoder.ReadHeader();
        int components = decoder.Components.Length;
        bool luma = HasLuma(decoder), grey = components == 1 || (luma && components == 3 && channels is 1 or 2);
        int count = grey ? 1 : 3;
        int size = Picture.CheckSize(bytes, decoder.Width, decoder.Height, Math.Max(count, components), LargestRatio);
        long samples = decoder.Components.Sum(static one => (long)one.BlocksWide * one.BlocksHigh * JpegComponent.BlockSize);
        if (samples > LargestRatio * (bytes.Length + 64))
        {
            throw bytes.Fault("size", $"{bytes.Length} bytes cannot hold the {samples} samples that the header promises",
                FormatReader.Truncated);
        }
        decoder.ReadScans(bytes.Limits.PictureScans);
        var pixels = new byte[size / Math.Max(count, components) * count];
        JpegUpsampling[] rows = [.. decoder.Components.Take(grey ? 1 : components).Select(component => new JpegUpsampling(
            component, decoder.MostHorizontal / component.Horizontal, decoder.MostVertical / component.Vertical))];
        int length = decoder.Width * count;
        for (int y = 0; y < decoder.Height; y++)
        {
            Span<byte> target = pixels.AsSpan(y * length, length);
            if (grey)
            {
                rows[0].Row(y)[..length].CopyTo(target);
                continue;
            }
            if (luma)
            {
                JpegColors.FromLuma(rows[0].Row(y), rows[1].Row(y), rows[2].Row(y), target);
            }
            else
            {
                JpegColors.Interleave(rows[0].Row(y), rows[1].Row(y), rows[2].Row(y), target);
            }
            if (components == 4)
            {
                if (luma)
                {
                    Invert(target);
                }
                JpegColors.Print(target, rows[3].Row(y));
            }
        }
        var picture = new Picture(decoder.Width, decoder.Height, count, pixels);
        return upright ? ExifOrientation.Upright(picture, decoder.Orientation) : picture;
    }

    // Whether the first three components are luma and chromas: as JFIF and Adobe's segment say, else by their names.
    private static bool HasLuma(JpegDecoder decoder)
    {
        JpegComponent[] components = decoder.Components;
        return components.Length switch
        {
            3 => decoder.HasJfif || (decoder.AdobeTransform is { } transform ? transform != 0
                : (components[0].Id, components[1].Id, components[2].Id) is not ('R', 'G', 'B')),
            4 => decoder.AdobeTransform is not (null or 0),
            _ => true,
        };
    }

    // Luma and chromas of inks give RGB that stands for 255 less the ink.
    private static void Invert(Span<byte> pixels)
    {
        foreach (ref byte value in pixels)
        {
            value = (byte)(255 - value);
        }
    }
}
