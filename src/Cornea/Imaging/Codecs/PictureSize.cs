namespace Cornea.Imaging;

/// <summary>Changes the size of pictures as tf.image.resize does: half-pixel centres, no smoothing when made smaller.</summary>
internal static class PictureSize
{
    /// <summary>Float32 [height, width, channels] in 0..255.</summary>
    /// <param name="picture">The picture.</param>
    /// <param name="height">New rows.</param>
    /// <param name="width">New pixels in a row.</param>
    /// <param name="interpolation">How values between pixels are found.</param>
    public static Tensor Resize(Picture picture, int height, int width, Interpolation interpolation)
    {
        if (interpolation is not (Interpolation.Nearest or Interpolation.Bilinear))
        {
            var whole = Tensor.From(picture.Pixels, [picture.Height, picture.Width, picture.Channels]).ToFloat32();
            return ImageOps.Resize(whole, height, width, interpolation);
        }
        var target = new float[checked(height * width * picture.Channels)];
        if (interpolation == Interpolation.Nearest || (height == picture.Height && width == picture.Width))
        {
            Nearest(picture, height, width, target);
        }
        else
        {
            Bilinear(picture, height, width, target);
        }
        return Tensor.From(target, [height, width, picture.Channels]);
    }

    /// <summary>The largest part around the middle that has the proportions of a size. Source: image_utils.smart_resize.</summary>
    public static Picture Crop(Picture picture, int height, int width)
    {
        int cropHeight = Math.Clamp((int)((double)picture.Width * height / width), 1, picture.Height);
        int cropWidth = Math.Clamp((int)((double)picture.Height * width / height), 1, picture.Width);
        int top = (picture.Height - cropHeight) / 2, left = (picture.Width - cropWidth) / 2;
        var pixels = new byte[cropHeight * cropWidth * picture.Channels];
        int length = cropWidth * picture.Channels;
        for (int y = 0; y < cropHeight; y++)
        {
            picture.Pixels.AsSpan(((top + y) * picture.Width + left) * picture.Channels, length).CopyTo(pixels.AsSpan(y * length));
        }
        return new Picture(cropWidth, cropHeight, picture.Channels, pixels);
    }

    private static void Nearest(Picture picture, int height, int width, float[] target)
    {
        int channels = picture.Channels, to = 0;
        for (int y = 0; y < height; y++)
        {
            int row = Source(y, height, picture.Height) * picture.Width;
            for (int x = 0; x < width; x++)
            {
                int from = (row + Source(x, width, picture.Width)) * channels;
                for (int channel = 0; channel < channels; channel++)
                {
                    target[to++] = picture.Pixels[from + channel];
                }
            }
        }

        static int Source(int at, int size, int sourceSize) => Math.Min((int)((at + 0.5f) * ((float)sourceSize / size)), sourceSize - 1);
    }

    private static void Bilinear(Picture picture, int height, int width, float[] target)
    {
        int channels = picture.Channels, to = 0;
        var columns = new (int Low, int High, float Share)[width];
        for (int x = 0; x < width; x++)
        {
            columns[x] = Between(x, width, picture.Width);
        }
        byte[] pixels = picture.Pixels;
        for (int y = 0; y < height; y++)
        {
            (int low, int high, float down) = Between(y, height, picture.Height);
            int top = low * picture.Width * channels, bottom = high * picture.Width * channels;
            foreach ((int left, int right, float across) in columns)
            {
                for (int channel = 0; channel < channels; channel++)
                {
                    float topLeft = pixels[top + left * channels + channel], topRight = pixels[top + right * channels + channel];
                    float bottomLeft = pixels[bottom + left * channels + channel],
                        bottomRight = pixels[bottom + right * channels + channel];
                    float above = topLeft + (topRight - topLeft) * across;
                    float below = bottomLeft + (bottomRight - bottomLeft) * across;
                    target[to++] = above + (below - above) * down;
                }
            }
        }
    }

    // The two source pixels around the centre of a target pixel, and how far it lies from the first to the second.
    private static (int Low, int High, float Share) Between(int at, int size, int sourceSize)
    {
        float source = (at + 0.5f) * ((float)sourceSize / size) - 0.5f;
        float floor = MathF.Floor(source);
        return (Math.Max((int)floor, 0), Math.Min((int)MathF.Ceiling(source), sourceSize - 1), source - floor);
    }
}
