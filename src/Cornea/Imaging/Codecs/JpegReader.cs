using System.Runtime.CompilerServices;

namespace Cornea.Imaging;

/// <summary>Reads a JPEG file: baseline or progressive, grey, luma and chromas, RGB or printing inks, which become RGB.</summary>
internal sealed class JpegReader : IDisposable
{
    // A block of 64 pixels takes a bit or more of each of its components.
    private const long LargestRatio = 2048;

    private readonly JpegDecoder _decoder;
    private readonly bool _hasLuma;

    /// <summary>Reads the samples of all components; <see cref="Write"/> makes pixels of them.</summary>
    /// <param name="bytes">The file.</param>
    /// <param name="channels">1 or 2 for the luma alone; else what the file has.</param>
    public JpegReader(PictureBytes bytes, int? channels)
    {
        _decoder = new JpegDecoder(bytes);
        _decoder.ReadHeader();
        int components = _decoder.Components.Length;
        _hasLuma = HasLuma(_decoder);
        Channels = components == 1 || (_hasLuma && components == 3 && channels is 1 or 2) ? 1 : 3;
        Picture.CheckSize(bytes, Width, Height, Math.Max(Channels, components), LargestRatio);
        long samples = _decoder.Components.Sum(static one => one.SampleCount);
        if (samples > LargestRatio * (bytes.Length + 64))
        {
            throw bytes.Fault("size", $"{bytes.Length} bytes cannot hold the {samples} samples that the header promises",
                FormatReader.Truncated);
        }
        try
        {
            _decoder.ReadScans(bytes.Limits.PictureScans);
        }
        catch
        {
            _decoder.Dispose();
            throw;
        }
    }

    public int Width => _decoder.Width;

    public int Height => _decoder.Height;

    /// <summary>1 or 3.</summary>
    public int Channels { get; }

    /// <summary>Reads a picture.</summary>
    /// <param name="bytes">The file.</param>
    /// <param name="channels">1 or 2 for the luma alone; else what the file has.</param>
    /// <param name="upright">Whether the picture is turned as its Exif data say.</param>
    public static Picture Read(PictureBytes bytes, int? channels, bool upright)
    {
        using var reader = new JpegReader(bytes, channels);
        Picture picture = reader.ToPicture();
        return upright ? ExifOrientation.Upright(picture, reader._decoder.Orientation) : picture;
    }

    /// <summary>The pixels in an array of their own.</summary>
    public Picture ToPicture()
    {
        var pixels = GC.AllocateUninitializedArray<byte>(Width * Height * Channels);
        Write(pixels);
        return new Picture(Width, Height, Channels, pixels);
    }

    /// <summary>Writes the pixels.</summary>
    /// <param name="pixels">[height, width, channels].</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Write(Span<byte> pixels)
    {
        JpegUpsampling[] rows = [.. _decoder.Components.Take(Channels == 1 ? 1 : 4).Select(component => new JpegUpsampling(
            component, _decoder.MostHorizontal / component.Horizontal, _decoder.MostVertical / component.Vertical))];
        int length = Width * Channels;
        for (int y = 0; y < Height; y++)
        {
            Span<byte> target = pixels.Slice(y * length, length);
            if (Channels == 1)
            {
                rows[0].Row(y)[..length].CopyTo(target);
                continue;
            }
            if (_hasLuma)
            {
                JpegColors.FromLuma(rows[0].Row(y), rows[1].Row(y), rows[2].Row(y), target);
            }
            else
            {
                JpegColors.Interleave(rows[0].Row(y), rows[1].Row(y), rows[2].Row(y), target);
            }
            if (rows.Length == 4)
            {
                if (_hasLuma)
                {
                    Invert(target);
                }
                JpegColors.Print(target, rows[3].Row(y));
            }
        }
    }

    public void Dispose() => _decoder.Dispose();

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
