using System.Buffers;

namespace Cornea.Formats.Hdf5;

/// <summary>Says what a file that is no HDF5 file looks like.</summary>
internal static class ForeignContent
{
    private static readonly SearchValues<byte> Text =
        SearchValues.Create([(byte)'\t', (byte)'\n', (byte)'\r', .. Enumerable.Range(' ', '~' - ' ' + 1).Select(code => (byte)code)]);

    public static string Describe(ReadOnlySpan<byte> start) => start switch
    {
        [(byte)'P', (byte)'K', 3, 4, ..] => "it is a zip archive, such as a .keras or .npz file",
        [0x1F, 0x8B, ..] => "it is compressed with gzip",
        [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y', ..] => "it is a NumPy array (.npy)",
        [0x80, >= 2 and <= 5, ..] => "it looks like a Python pickle",
        [(byte)'<', ..] => "it looks like a web page",
        [(byte)'{', ..] => "it looks like JSON",
        [0x89, (byte)'P', (byte)'N', (byte)'G', ..] => "it is a PNG picture",
        [0xFF, 0xD8, 0xFF, ..] => "it is a JPEG picture",
        [(byte)'G', (byte)'I', (byte)'F', (byte)'8', ..] => "it is a GIF picture",
        [(byte)'%', (byte)'P', (byte)'D', (byte)'F', ..] => "it is a PDF document",
        [_, _, _, _, (byte)'T', (byte)'F', (byte)'L', (byte)'3', ..] => "it is a network of TensorFlow Lite (.tflite)",
        [0x08, < 0x20, 0x12 or 0x1A or 0x3A, ..] => "it looks like a network of ONNX, whose name ends in .onnx",
        _ when start.StartsWith("version https://git-"u8) => "it is the pointer that Git LFS leaves in place of a large file",
        [0xEF, 0xBB, 0xBF, ..] => "it looks like text",
        { Length: > 0 } when start.IndexOfAnyExcept(Text) < 0 => "it looks like text",
        _ => "HDF5's signature is at none of the offsets where it may be",
    };
}
