using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using Shouldly;

namespace Cornea.Tests;

/// <summary>Small files, whole and broken, made by hand rather than by the writers under test.</summary>
internal static class Samples
{
    public static byte[] Idx(int type, uint[] sizes, byte[] values)
    {
        var file = new byte[4 + 4 * sizes.Length + values.Length];
        file[2] = (byte)type;
        file[3] = (byte)sizes.Length;
        for (int axis = 0; axis < sizes.Length; axis++)
            BinaryPrimitives.WriteUInt32BigEndian(file.AsSpan(4 + 4 * axis), sizes[axis]);
        values.CopyTo(file, 4 + 4 * sizes.Length);
        return file;
    }

    public static byte[] Gzip(byte[] content)
    {
        using var target = new MemoryStream();
        using (var gzip = new GZipStream(target, CompressionLevel.Optimal, leaveOpen: true))
            gzip.Write(content);
        return target.ToArray();
    }

    public static byte[] Npy(string header, byte[] values, int version = 1)
    {
        using var target = new MemoryStream();
        target.Write([0x93, .. "NUMPY"u8, (byte)version, 0]);
        byte[] text = Encoding.Latin1.GetBytes(header);
        var size = new byte[version == 1 ? 2 : 4];
        if (version == 1)
            BinaryPrimitives.WriteUInt16LittleEndian(size, (ushort)text.Length);
        else
            BinaryPrimitives.WriteInt32LittleEndian(size, text.Length);
        target.Write(size);
        target.Write(text);
        target.Write(values);
        return target.ToArray();
    }

    public static byte[] Npy(string descr, string shape, byte[] values, string columnMajor = "False") =>
        Npy($"{{'descr': '{descr}', 'fortran_order': {columnMajor}, 'shape': {shape}, }}\n", values);

    public static byte[] Zip(CompressionLevel level, params (string Name, byte[] Content)[] members)
    {
        using var target = new MemoryStream();
        using (var zip = new ZipArchive(target, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach ((string name, byte[] content) in members)
            {
                using Stream member = zip.CreateEntry(name, level).Open();
                member.Write(content);
            }
        }
        return target.ToArray();
    }

    public static byte[] Safetensors(string header, int dataLength) =>
        SafetensorsRaw((ulong)Encoding.UTF8.GetByteCount(header), header, dataLength);

    public static byte[] SafetensorsRaw(ulong length, string header, int dataLength)
    {
        byte[] text = Encoding.UTF8.GetBytes(header);
        var file = new byte[8 + text.Length + dataLength];
        BinaryPrimitives.WriteUInt64LittleEndian(file, length);
        text.CopyTo(file, 8);
        for (int index = 0; index < dataLength; index++)
            file[8 + text.Length + index] = (byte)index;
        return file;
    }

    /// <summary>Position of the first row of a zip's directory.</summary>
    public static int DirectoryOf(byte[] zip) => (int)BinaryPrimitives.ReadUInt32LittleEndian(zip.AsSpan(zip.Length - 6));

    public static byte[] With(byte[] file, int at, params byte[] bytes)
    {
        byte[] copy = [.. file];
        bytes.CopyTo(copy, at);
        return copy;
    }

    public static NumericArray Floats(params float[] values) => new(values, [values.Length]);

    public static MalformedFileException Fault(Action read) => Should.Throw<MalformedFileException>(read);
}
