using System.Buffers.Binary;

namespace Cornea.Cli.Tests;

/// <summary>A folder with the four idx files of a data set small enough to write in a test.</summary>
internal static class SmallDigits
{
    public static string Write(string folder, int count = 20)
    {
        Directory.CreateDirectory(folder);
        foreach (var part in (string[])["train", "t10k"])
        {
            File.WriteAllBytes(Path.Combine(folder, $"{part}-images-idx3-ubyte"), Images(count));
            File.WriteAllBytes(Path.Combine(folder, $"{part}-labels-idx1-ubyte"), Labels(count));
        }
        return folder;
    }

    private static byte[] Images(int count)
    {
        var bytes = new byte[16 + count * 784];
        Header(bytes, 3, count, 28, 28);
        // Each class lights rows of its own, so that there is something to learn.
        for (var image = 0; image < count; image++)
            bytes.AsSpan(16 + image * 784 + image % 10 * 56, 56).Fill(255);
        return bytes;
    }

    private static byte[] Labels(int count)
    {
        var bytes = new byte[8 + count];
        Header(bytes, 1, count);
        for (var image = 0; image < count; image++)
            bytes[8 + image] = (byte)(image % 10);
        return bytes;
    }

    private static void Header(Span<byte> bytes, byte rank, params ReadOnlySpan<int> sizes)
    {
        (bytes[2], bytes[3]) = (8, rank);
        for (var axis = 0; axis < sizes.Length; axis++)
            BinaryPrimitives.WriteInt32BigEndian(bytes[(4 + 4 * axis)..], sizes[axis]);
    }
}
