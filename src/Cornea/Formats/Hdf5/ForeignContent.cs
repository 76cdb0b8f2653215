namespace Cornea.Formats.Hdf5;

/// <summary>Says what a file that is no HDF5 file looks like.</summary>
internal static class ForeignContent
{
    public static string Describe(ReadOnlySpan<byte> start) => start switch
    {
        [(byte)'P', (byte)'K', 3, 4, ..] => "it is a zip archive, such as a .keras or .npz file",
        [0x1F, 0x8B, ..] => "it is compressed with gzip",
        [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y', ..] => "it is a NumPy array (.npy)",
        [0x80, >= 2 and <= 5, ..] => "it looks like a Python pickle",
        [(byte)'<', ..] => "it looks like a web page",
        [(byte)'{', ..] => "it looks like JSON",
        _ when start.StartsWith("version https://git-"u8) => "it is the pointer that Git LFS leaves in place of a large file",
        _ => "HDF5's signature is at none of the offsets where it may be",
    };
}
