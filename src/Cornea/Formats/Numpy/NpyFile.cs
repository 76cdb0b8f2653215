namespace Cornea.Formats;

/// <summary>NumPy's format for one array, <c>.npy</c>, versions 1.0, 2.0 and 3.0.</summary>
/// <remarks>
/// Reads bool, integers and floats of either byte order, row-major or column-major ("Fortran order"). The engine lacks uint64,
/// which is read as int64. Arrays of Python objects are refused: they are pickled code. Writes version 1.0, little-endian, row-major.
/// Source: NEP 1, numpy/lib/format.py.
/// </remarks>
public static class NpyFile
{
    /// <summary>Reads a .npy file.</summary>
    /// <param name="path">The file.</param>
    /// <returns>The array, in its own type; uint64 as int64.</returns>
    /// <exception cref="MalformedFileException">The content is truncated, damaged, no .npy, or of a type that cannot be read.</exception>
    /// <exception cref="IOException">The file does not exist or cannot be read.</exception>
    public static Tensor Read(string path) => ReadArray(path).ToTensor();

    /// <summary>Reads a .npy file from a stream to its end.</summary>
    /// <param name="stream">The content.</param>
    /// <param name="name">What messages call the stream.</param>
    /// <returns>The array, in its own type; uint64 as int64.</returns>
    /// <exception cref="MalformedFileException">The content is truncated, damaged, no .npy, or of a type that cannot be read.</exception>
    public static Tensor Read(Stream stream, string name = "stream") => ReadArray(stream, name).ToTensor();

    /// <summary>Writes a .npy file, whole or not at all; <c>numpy.load</c> reads it.</summary>
    /// <param name="path">File to make or replace.</param>
    /// <param name="tensor">Values of any type and shape.</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void Write(string path, Tensor tensor) => WriteArray(path, new NumericArray(tensor));

    /// <summary>Writes a .npy file to a stream.</summary>
    /// <param name="stream">Receives the bytes.</param>
    /// <param name="tensor">Values of any type and shape.</param>
    public static void Write(Stream stream, Tensor tensor)
    {
        ArgumentNullException.ThrowIfNull(stream);
        WriteArray(stream, new NumericArray(tensor));
    }

    internal static NumericArray ReadArray(string path)
    {
        using FileStream stream = FormatReader.OpenFile(path);
        return ReadArray(stream, path);
    }

    internal static NumericArray ReadArray(Stream stream, string path)
    {
        using FormatReader reader = FormatReader.OpenPlain(stream, path);
        return ReadArray(reader);
    }

    internal static NumericArray ReadArray(FormatReader reader)
    {
        NpyHeader header = NpyHeader.Read(reader);
        long count = reader.ElementCount(header.Shape, "shape");
        reader.ExpectRemaining(count, Elements.SizeOf(header.Type), header.Shape, "values");
        NumericArray array = header.ColumnMajor
            ? new(
                Elements.FromColumnMajor(Elements.Read(reader, header.Type, count, header.BigEndian, "values"), header.Shape), header.Shape)
            : Elements.ReadArray(reader, header.Type, header.Shape, header.BigEndian, "values");
        reader.ExpectEnd("end of values");
        return array;
    }

    internal static void WriteArray(Stream stream, NumericArray array)
    {
        stream.Write(NpyHeader.Make(array.Type, array.Shape));
        Elements.Write(stream, array.Values, bigEndian: false);
    }

    internal static void WriteArray(string path, NumericArray array) => AtomicFile.Write(path, stream => WriteArray(stream, array));
}
