namespace Cornea.Imaging;

/// <summary>Reads JPEG files through libjpeg-turbo: grey, or anything that converts to RGB.</summary>
internal static class JpegReader
{
    private const int SpaceGrey = 2, SpaceCmyk = 3, SpaceYcck = 4;

    // A block of 64 pixels takes a bit or more of each of its components.
    private const long LargestRatio = 2048;

    public static Picture Read(PictureBytes bytes, int? channels)
    {
        TurboJpeg library = TurboJpeg.Instance ?? throw new PlatformNotSupportedException(
            $"Cannot read '{bytes.Path}': JPEG pictures need libjpeg-turbo, and this system lacks it. Install it " +
            "(Debian and Ubuntu: libturbojpeg0 or libturbojpeg; Fedora: turbojpeg; macOS: brew install jpeg-turbo; " +
            "Windows: turbojpeg.dll beside the program), or convert the pictures to PNG.");
        nint handle = library.Open();
        try
        {
            if (library.ReadHeader(handle, bytes.Whole, out int width, out int height, out int space) is { } headerFault)
            {
                throw Fault(bytes, "header", headerFault);
            }
            if (space is SpaceCmyk or SpaceYcck)
            {
                throw bytes.Fault("colour space", "the picture has printing colours (CMYK), which are not read",
                    "Convert it to RGB or to PNG.");
            }
            bool grey = space == SpaceGrey || channels is 1 or 2;
            int count = grey ? 1 : 3;
            var pixels = new byte[Picture.CheckSize(bytes, width, height, count, LargestRatio)];
            return library.Decompress(
                handle, bytes.Whole, pixels, width, height, grey ? TurboJpeg.FormatGrey : TurboJpeg.FormatRgb) is { } fault
                ? throw Fault(bytes, "pixels", fault)
                : new Picture(width, height, count, pixels);
        }
        finally
        {
            library.Close(handle);
        }
    }

    private static MalformedFileException Fault(PictureBytes bytes, string field, string problem) =>
        bytes.Fault(field, $"libjpeg-turbo says: {problem}", "The file is damaged: copy or make it again.");
}
