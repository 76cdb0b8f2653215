using System.Buffers.Binary;
using System.IO.Compression;

namespace Cornea.Formats;

/// <summary>
/// The idx format of the MNIST files: two zero bytes, a type byte, the number of dimensions, the sizes as big-endian 32-bit
/// integers, and the values in row-major order, big-endian.
/// </summary>
/// <remarks>
/// A file may be compressed with gzip, whatever its name. Types: 08 uint8, 09 int8, 0B int16, 0C int32,
/// 0D float32, 0E float64. Source: http://yann.lecun.com/exdb/mnist.
/// </remarks>
public static class IdxFile
{
    /// <summary>Reads an idx file, compressed with gzip or not.</summary>
    /// <param name="path">The file.</param>
    /// <returns>A tensor of type UInt8, Int8, Int16, Int32, Float32 or Float64.</returns>
    /// <exception cref="MalformedFileException">The content is truncated, damaged or no idx.</exception>
    /// <exception cref="IOException">The file does not exist or cannot be read.</exception>
    public static Tensor Read(string path) => ReadArray(path).ToTensor();

    /// <summary>Reads an idx file, compressed with gzip or not, from a stream to its end.</summary>
    /// <param name="stream">The content.</param>
    /// <param name="name">What messages call the stream.</param>
    /// <returns>A tensor of type UInt8, Int8, Int16, Int32, Float32 or Float64.</returns>
    /// <exception cref="MalformedFileException">The content is truncated, damaged or no idx.</exception>
    public static Tensor Read(Stream stream, string name = "stream") => ReadArray(stream, name).ToTensor();

    /// <summary>Writes an idx file, whole or not at all; compresses it with gzip when the name ends with <c>.gz</c>.</summary>
    /// <param name="path">File to make or replace.</param>
    /// <param name="tensor">Values of type UInt8, Int8, Int16, Int32, Float32 or Float64, of 1 to 255 dimensions.</param>
    /// <exception cref="ArgumentException">The idx format cannot hold the tensor.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void Write(string path, Tensor tensor) => WriteArray(path, new NumericArray(tensor));

    internal static NumericArray ReadArray(string path)
    {
        using FileStream stream = FormatReader.OpenFile(path);
        return ReadArray(stream, path);
    }

    internal static NumericArray ReadArray(Stream stream, string path)
    {
        using FormatReader reader = Gzip.Open(stream, path);
        Span<byte> word = stackalloc byte[4];
        reader.ReadExactly(word, "magic");
        if (word[0] != 0 || word[1] != 0)
        {
            throw reader.Fault("magic", $"an idx file begins with two zero bytes, but this one with {word[0]:x2} {word[1]:x2}",
                "Check that this is an idx file.");
        }
        ElementType type = word[2] switch
        {
            0x08 => ElementType.UInt8,
            0x09 => ElementType.Int8,
            0x0B => ElementType.Int16,
            0x0C => ElementType.Int32,
            0x0D => ElementType.Float32,
            0x0E => ElementType.Float64,
            byte other => throw reader.Fault("type", $"the type byte {other:x2} is none of 08, 09, 0b, 0c, 0d, 0e",
                "Check that this is an idx file."),
        };
        int rank = word[3];
        if (rank == 0)
        {
            throw reader.Fault("number of dimensions",
                "the header promises 0 dimensions, and at least 1 is needed", FormatReader.Unreadable);
        }
        var shape = new long[rank];
        for (int axis = 0; axis < rank; axis++)
        {
            reader.ReadExactly(word, $"dimension {axis}");
            shape[axis] = BinaryPrimitives.ReadUInt32BigEndian(word);
        }
        long count = reader.ElementCount(shape, "dimensions");
        reader.ExpectRemaining(count, Elements.SizeOf(type), shape, "values");
        NumericArray array = Elements.ReadArray(reader, type, shape, bigEndian: true, "values");
        reader.ExpectEnd("end of values");
        return array;
    }

    internal static void WriteArray(Stream stream, NumericArray array)
    {
        byte type = array.Type switch
        {
            ElementType.UInt8 => 0x08,
            ElementType.Int8 => 0x09,
            ElementType.Int16 => 0x0B,
            ElementType.Int32 => 0x0C,
            ElementType.Float32 => 0x0D,
            ElementType.Float64 => 0x0E,
            _ => throw new ArgumentException(
                $"An idx file holds UInt8, Int8, Int16, Int32, Float32 or Float64 values, but received {array.Type}. " +
                "Convert the tensor, or save it as .npy.",
                nameof(array)),
        };
        if (array.Shape.Length is 0 or > 255)
        {
            throw new ArgumentException(
                $"An idx file holds 1 to 255 dimensions, but received {array.Shape.Length}. Reshape the tensor, or save it as .npy.",
                nameof(array));
        }
        Span<byte> word = [0, 0, type, (byte)array.Shape.Length];
        stream.Write(word);
        foreach (long size in array.Shape)
        {
            BinaryPrimitives.WriteUInt32BigEndian(word, checked((uint)size));
            stream.Write(word);
        }
        Elements.Write(stream, array.Values, bigEndian: true);
    }

    internal static void WriteArray(string path, NumericArray array) => AtomicFile.Write(path, stream =>
    {
        if (!path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase))
        {
            WriteArray(stream, array);
            return;
        }
        using var compressed = new GZipStream(stream, CompressionLevel.Optimal, leaveOpen: true);
        WriteArray(compressed, array);
    });
}
