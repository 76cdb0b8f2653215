namespace Cornea.Imaging;

/// <summary>A decoded picture.</summary>
/// <param name="Width">Pixels in a row.</param>
/// <param name="Height">Rows.</param>
/// <param name="Channels">1 grey, 2 grey and opacity, 3 RGB, 4 RGB and opacity.</param>
/// <param name="Pixels">[height, width, channels].</param>
internal sealed record Picture(int Width, int Height, int Channels, byte[] Pixels)
{
    /// <summary>The number of values, refused when it is absurd; nothing is allocated before.</summary>
    /// <param name="reader">Knows where the sizes stand.</param>
    /// <param name="width">Pixels in a row, above 0.</param>
    /// <param name="height">Rows, above 0.</param>
    /// <param name="channels">Values of a pixel.</param>
    /// <param name="largestRatio">How many values a byte of such a file can hold at most.</param>
    public static int CheckSize(PictureBytes reader, long width, long height, int channels, long largestRatio)
    {
        if (width < 1 || height < 1)
        {
            throw reader.Fault("size", $"the picture is {width} wide and {height} high, and both must be at least 1",
                FormatReader.Unreadable);
        }
        var size = (Int128)width * height * channels;
        if (size > reader.Limits.PictureValues)
        {
            throw reader.Fault("size",
                $"the picture of {width} x {height} pixels and {channels} channels has {size} values, and at most " +
                $"{reader.Limits.PictureValues} are read", "Make the picture smaller, or raise ReadLimits.PictureValues.");
        }
        return size <= largestRatio * (reader.Length + 64)
            ? (int)size
            : throw reader.Fault("size", $"{reader.Length} bytes cannot hold the {width} x {height} pixels that the header promises",
                FormatReader.Truncated);
    }

    /// <summary>The same picture with other channels. Grey is 0.299 R + 0.587 G + 0.114 B; missing opacity is 255.</summary>
    public Picture WithChannels(int channels)
    {
        if (channels == Channels)
        {
            return this;
        }
        var target = new byte[checked(Width * Height * channels)];
        for (int from = 0, to = 0; from < Pixels.Length; from += Channels, to += channels)
        {
            byte red = Pixels[from];
            byte green = Channels > 2 ? Pixels[from + 1] : red;
            byte blue = Channels > 2 ? Pixels[from + 2] : red;
            if (channels > 2)
            {
                target[to] = red;
                target[to + 1] = green;
                target[to + 2] = blue;
            }
            else
            {
                // 16-bit fractions of the three weights, which sum to 65536; a grey pixel stays what it is.
                target[to] = (byte)((red * 19595 + green * 38470 + blue * 7471 + 0x8000) >> 16);
            }
            if (channels % 2 == 0)
            {
                target[to + channels - 1] = Channels % 2 == 0 ? Pixels[from + Channels - 1] : byte.MaxValue;
            }
        }
        return new Picture(Width, Height, channels, target);
    }

    public Tensor ToTensor() => Tensor.From(Pixels, [Height, Width, Channels]);
}
