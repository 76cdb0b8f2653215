namespace Cornea;

using Cornea.Files;

/// <summary>NumPy's format for one array, <c>.npy</c>, versions 1.0, 2.0 and 3.0.</summary>
/// <remarks>
/// Reads bool, integers and floats of either byte order, row-major or column-major ("Fortran order"). What the engine lacks is
/// widened: int8, int16, uint16 to int32; uint32, uint64 to int64; float16 to float32. Arrays of Python objects are refused:
/// they are pickled code. Writes version 1.0, little-endian, row-major. Source: NEP 1, numpy/lib/format.py.
/// </remarks>
public static partial class NpyFile
{
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
        Array values = Elements.Read(reader, header.Type, count, header.BigEndian, "values");
        reader.ExpectEnd("end of values");
        return new NumericArray(header.ColumnMajor ? Elements.FromColumnMajor(values, header.Shape) : values, header.Shape);
    }

    internal static void WriteArray(Stream stream, NumericArray array)
    {
        stream.Write(NpyHeader.Make(Elements.TypeOf(array.Values), array.Shape));
        Elements.Write(stream, array.Values, bigEndian: false);
    }

    internal static void WriteArray(string path, NumericArray array) => AtomicFile.Write(path, stream => WriteArray(stream, array));
}
