namespace Cornea.Imaging;

/// <summary>Reads netpbm's pictures: P1 and P4 black and white, P2 and P5 grey, P3 and P6 colour; odd numbers are text.</summary>
internal static class PnmReader
{
    // A bit of P4 becomes a byte.
    private const long LargestRatio = 8;

    public static Picture Read(PictureBytes bytes)
    {
        bytes.Take(1, "magic");
        int kind = bytes.Byte("magic") - '0';
        int width = Number(bytes, "width"), height = Number(bytes, "height");
        int largest = kind is 1 or 4 ? 1 : Number(bytes, "largest value");
        if (largest is < 1 or > 65535)
        {
            throw bytes.Fault("largest value", $"the largest value is {largest}, and 1 to 65535 are possible", FormatReader.Unreadable);
        }
        int channels = kind is 3 or 6 ? 3 : 1;
        var pixels = new byte[Picture.CheckSize(bytes, width, height, channels, LargestRatio)];
        switch (kind)
        {
            case 1:
                foreach (ref byte pixel in pixels.AsSpan())
                {
                    pixel = Space(bytes, "pixels") switch
                    {
                        (byte)'0' => byte.MaxValue,
                        (byte)'1' => 0,
                        byte other => throw bytes.Fault(
                            "pixels", $"0 or 1 was expected, but byte {other:x2} came", FormatReader.Unreadable),
                    };
                }
                break;
            case 2 or 3:
                foreach (ref byte pixel in pixels.AsSpan())
                {
                    pixel = Scale(bytes, Number(bytes, "pixels"), largest);
                }
                break;
            case 4:
                One(bytes);
                ReadOnlySpan<byte> bits = bytes.Take((width + 7L) / 8 * height, "pixels");
                for (int i = 0; i < pixels.Length; i++)
                {
                    int x = i % width, y = i / width;
                    pixels[i] = (bits[y * ((width + 7) / 8) + x / 8] >> (7 - x % 8) & 1) == 0 ? byte.MaxValue : (byte)0;
                }
                break;
            default:
                One(bytes);
                int size = largest < 256 ? 1 : 2;
                ReadOnlySpan<byte> values = bytes.Take((long)pixels.Length * size, "pixels");
                for (int i = 0; i < pixels.Length; i++)
                {
                    pixels[i] = Scale(bytes, size == 1 ? values[i] : values[2 * i] << 8 | values[2 * i + 1], largest);
                }
                break;
        }
        return new Picture(width, height, channels, pixels);
    }

    private static byte Scale(PictureBytes bytes, int value, int largest) => value <= largest
        ? (byte)((value * 255 + largest / 2) / largest)
        : throw bytes.Fault("pixels", $"a pixel has the value {value}, and the largest is said to be {largest}", FormatReader.Unreadable);

    private static int Number(PictureBytes bytes, string field)
    {
        int number = 0, digit = Space(bytes, field);
        do
        {
            if (digit is < '0' or > '9' || number > 99_999_999)
            {
                throw bytes.Fault(field, $"a number was expected, but byte {digit:x2} came", FormatReader.Unreadable);
            }
            number = number * 10 + digit - '0';
            if (bytes.Left == 0 || IsSpace(bytes.Whole[bytes.Offset]) || bytes.Whole[bytes.Offset] == '#')
            {
                return number;
            }
            digit = bytes.Byte(field);
        }
        while (true);
    }

    // The next byte that is neither white space nor in a comment.
    private static byte Space(PictureBytes bytes, string field)
    {
        byte letter = bytes.Byte(field);
        while (IsSpace(letter) || letter == '#')
        {
            if (letter == '#')
            {
                while (bytes.Byte(field) is not ((byte)'\n' or (byte)'\r'))
                {
                }
            }
            letter = bytes.Byte(field);
        }
        return letter;
    }

    // Exactly one byte of white space stands before binary pixels.
    private static void One(PictureBytes bytes)
    {
        if (!IsSpace(bytes.Byte("header")))
        {
            throw bytes.Fault("header", "white space was expected before the pixels", FormatReader.Unreadable);
        }
    }

    private static bool IsSpace(byte letter) => letter is (byte)' ' or (>= 9 and <= 13);
}
