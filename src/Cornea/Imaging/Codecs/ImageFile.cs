namespace Cornea.Imaging;

/// <summary>
/// Reads pictures: PNG (all kinds), JPEG (baseline and progressive), GIF and lossless WebP (the first picture), BMP (1 to 32 bits, run
/// lengths) and PNM (P1 to P6). The format is known by the first bytes, never by the file's name. <see cref="PngFile"/> writes pictures.
/// </summary>
/// <remarks>
/// 16-bit values keep their upper 8 bits; other depths are scaled to 0..255. Colour profiles and gamma are not applied. Of an animation
/// the first picture is read. A JPEG has the pixels that libjpeg-turbo gives, bit for bit; its printing inks (CMYK, YCCK) become RGB.
/// Pictures of more values than <see cref="ReadLimits.PictureValues"/> are refused before anything is allocated.
/// Sources: PNG, third edition (W3C); ITU-T T.81, JFIF; Microsoft's BITMAPINFOHEADER; netpbm's manual pages; GIF 89a; ITU-R BT.601 for
/// grey.
/// </remarks>
public static class ImageFile
{
    private const string Formats = "PNG, JPEG, GIF, lossless WebP, BMP and PNM are read";

    /// <summary>Reads a picture.</summary>
    /// <param name="path">The file.</param>
    /// <param name="channels">
    /// 1 grey, 2 grey and opacity, 3 RGB, 4 RGB and opacity; null for what the file has. Grey is 0.299 R + 0.587 G + 0.114 B;
    /// opacity is dropped without blending.
    /// </param>
    /// <param name="upright">Whether a JPEG is turned and mirrored as its Exif data say; Keras leaves it as it is stored.</param>
    /// <param name="limits">Limits of the reader; the usual ones when null.</param>
    /// <returns>UInt8 [height, width, channels], 0 black to 255 white.</returns>
    /// <exception cref="MalformedFileException">The content is damaged, hostile or of another format.</exception>
    /// <exception cref="IOException">The file does not exist or cannot be read.</exception>
    public static Tensor Read(string path, int? channels = null, bool upright = false, ReadLimits? limits = null)
    {
        CheckChannels(channels);
        using FileStream stream = FormatReader.OpenFile(path);
        return Read(stream, channels, path, upright, limits);
    }

    /// <summary>Reads a picture from a stream to its end.</summary>
    /// <param name="stream">The content.</param>
    /// <param name="channels">1, 2, 3 or 4, or null for what the file has.</param>
    /// <param name="name">What messages call the stream.</param>
    /// <param name="upright">Whether a JPEG is turned and mirrored as its Exif data say; Keras leaves it as it is stored.</param>
    /// <param name="limits">Limits of the reader; the usual ones when null.</param>
    /// <returns>UInt8 [height, width, channels], 0 black to 255 white.</returns>
    /// <exception cref="MalformedFileException">The content is damaged, hostile or of another format.</exception>
    public static Tensor Read(
        Stream stream, int? channels = null, string name = "stream", bool upright = false, ReadLimits? limits = null)
    {
        CheckChannels(channels);
        PictureBytes bytes = PictureBytes.From(stream, name, limits ?? ReadLimits.Default);
        if (upright || !IsJpeg(bytes.Whole))
        {
            return ReadPicture(bytes, channels, upright).ToTensor();
        }
        using var reader = new JpegReader(bytes, channels);
        if (channels is { } wanted && wanted != reader.Channels)
        {
            return reader.ToPicture().WithChannels(wanted).ToTensor();
        }
        // The pixels are written where they stay.
        return Tensor.Create<byte>([reader.Height, reader.Width, reader.Channels], reader.Write, cleared: false);
    }

    internal static Picture ReadPicture(string path, int? channels, bool upright = false, ReadLimits? limits = null)
    {
        CheckChannels(channels);
        using FileStream stream = FormatReader.OpenFile(path);
        return ReadPicture(stream, path, channels, upright, limits);
    }

    internal static Picture ReadPicture(
        Stream stream, string path, int? channels, bool upright = false, ReadLimits? limits = null)
    {
        CheckChannels(channels);
        return ReadPicture(PictureBytes.From(stream, path, limits ?? ReadLimits.Default), channels, upright);
    }

    private static Picture ReadPicture(PictureBytes bytes, int? channels, bool upright)
    {
        Picture picture = Decode(bytes, channels, upright);
        return picture.WithChannels(channels ?? picture.Channels);
    }

    private static bool IsJpeg(ReadOnlySpan<byte> start) => start.StartsWith([(byte)0xFF, (byte)0xD8, (byte)0xFF]);

    private static Picture Decode(PictureBytes bytes, int? channels, bool upright)
    {
        ReadOnlySpan<byte> start = bytes.Whole;
        if (start.StartsWith(PngReader.Signature))
        {
            return PngReader.Read(bytes);
        }
        if (start.StartsWith("BM"u8))
        {
            return BmpReader.Read(bytes);
        }
        if (IsJpeg(start))
        {
            return JpegReader.Read(bytes, channels, upright);
        }
        if (start.StartsWith("GIF87a"u8) || start.StartsWith("GIF89a"u8))
        {
            return GifReader.Read(bytes);
        }
        if (WebPReader.IsWebP(start))
        {
            return WebPReader.Read(bytes);
        }
        if (start.Length > 2 && start[0] == 'P' && start[1] is >= (byte)'1' and <= (byte)'6')
        {
            return PnmReader.Read(bytes);
        }
        string found = start.StartsWith("II*\0"u8) || start.StartsWith("MM\0*"u8) ? "a TIFF picture"
            : IsPage(start) ? "an HTML page, as a download that failed leaves it"
            : start.IsEmpty ? "nothing"
            : $"bytes {Convert.ToHexStringLower(start[..Math.Min(4, start.Length)])}, which begin no picture";
        throw bytes.Fault("magic", $"{Formats}, but this file begins as {found}",
            IsPage(start) ? "Download the picture itself." : "Convert it to PNG.");
    }

    private static bool IsPage(ReadOnlySpan<byte> start) => start.TrimStart(" \t\r\n\uFEFF"u8).StartsWith("<"u8);

    private static void CheckChannels(int? channels)
    {
        if (channels is < 1 or > 4)
        {
            throw new ArgumentOutOfRangeException(nameof(channels), channels,
                "A picture has 1 (grey), 2 (grey and opacity), 3 (RGB) or 4 (RGB and opacity) channels; " +
                "pass one of these, or null for the file's own.");
        }
    }
}
