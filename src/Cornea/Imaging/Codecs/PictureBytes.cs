using System.Buffers.Binary;

namespace Cornea.Imaging;

/// <summary>The bytes of a picture file and a position in them. Every read is held against the end of the file.</summary>
internal sealed class PictureBytes(byte[] bytes, string path, ReadLimits? limits = null)
{
    public int Offset { get; set; }

    public int Length => bytes.Length;

    public int Left => bytes.Length - Offset;

    public string Path => path;

    public ReadLimits Limits => limits ?? ReadLimits.Default;

    public byte[] Whole => bytes;

    /// <summary>Reads a stream to its end.</summary>
    public static PictureBytes From(Stream stream, string path, ReadLimits limits)
    {
        using FormatReader reader = FormatReader.OpenPlain(stream, path);
        if (reader.Length > limits.FileBytes)
        {
            throw reader.Fault("length", $"the file has {reader.Length} bytes, and pictures of at most {limits.FileBytes} are read",
                "Make the picture smaller, or raise ReadLimits.FileBytes.");
        }
        return new PictureBytes(reader.ReadArray<byte>(reader.Length, "content"), path, limits);
    }

    public ReadOnlySpan<byte> Take(long count, string field)
    {
        if (count < 0 || count > Left)
        {
            throw Fault(field, $"{count} bytes were expected here, but only {Left} are left", FormatReader.Truncated);
        }
        var part = bytes.AsSpan(Offset, (int)count);
        Offset += (int)count;
        return part;
    }

    public byte Byte(string field) => Take(1, field)[0];

    public ushort UInt16(string field) => BinaryPrimitives.ReadUInt16LittleEndian(Take(2, field));

    public uint UInt32(string field) => BinaryPrimitives.ReadUInt32LittleEndian(Take(4, field));

    public int Int32(string field) => BinaryPrimitives.ReadInt32LittleEndian(Take(4, field));

    public uint UInt32BigEndian(string field) => BinaryPrimitives.ReadUInt32BigEndian(Take(4, field));

    public MalformedFileException Fault(string field, string problem, string remedy, Exception? inner = null) =>
        new(path, Offset, field, problem, remedy, inner);
}
