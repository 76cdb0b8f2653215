using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace Cornea.Reliability.Malformed;

/// <summary>Small whole files, made by hand rather than by the writers under test.</summary>
internal static class FileSamples
{
    private static readonly byte[] Values = [.. Enumerable.Range(0, 24).Select(n => (byte)(7 * n))];

    public static byte[] Idx { get; } = [0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 3, 0, 0, 0, 4, .. Values];

    public static IReadOnlyList<byte[]> Npy { get; } =
    [
        NpyOf("<f4", "(2, 3)"), NpyOf(">f8", "(3,)"), NpyOf("<i8", "(3, 1)", "True"), NpyOf("|u1", "(2, 3, 4)", "True"),
        NpyOf("|b1", "(24,)"), NpyOf("<f2", "(12,)"), NpyOf("|u1", "()", values: [7]),
        // A header of version 2.0.
        [0x93, .. "NUMPY\x02\0"u8, 60, 0, 0, 0, .. "{'descr': '<i4', 'fortran_order': False, 'shape': (6,), }   \n"u8, .. Values],
    ];

    public static IReadOnlyList<byte[]> Npz { get; } =
    [
        Zip(CompressionLevel.NoCompression, ("x.npy", Npy[0]), ("y.npy", Npy[3])),
        Zip(CompressionLevel.Optimal, ("x.npy", Npy[1]), ("y.npy", Npy[2])),
        Zip(CompressionLevel.Optimal, ("zeros.npy", NpyOf("<f4", "(20000,)", values: new byte[80_000]))),
    ];

    public static IReadOnlyList<byte[]> Safetensors { get; } =
    [
        SafetensorsOf("""
            {"__metadata__":{"k":"v"},"a":{"dtype":"F32","shape":[2,2],"data_offsets":[0,16]},
            "b":{"dtype":"I64","shape":[1],"data_offsets":[16,24]}}
            """),
        SafetensorsOf("""
            {"h":{"dtype":"BF16","shape":[3,4],"data_offsets":[0,24]},"e":{"dtype":"F8_E4M3","shape":[0],"data_offsets":[24,24]}}
            """),
        SafetensorsOf("""{"o":{"dtype":"U8","shape":[24],"data_offsets":[0,24]}}"""),
    ];

    public static IReadOnlyList<byte[]> Csv { get; } =
    [
        Encoding.UTF8.GetBytes("a,b,c\n1,2.5,x\n3,-1e3,\"y \"\"z\"\"\"\n5,NA,ä\n"),
        Encoding.UTF8.GetBytes("n\r\n1\r\n2\r\n9007199254740993\r\n"),
        Encoding.UTF8.GetBytes("a,b\n" + string.Concat(Enumerable.Range(0, 40).Select(n => $"{n},{n * n}\n"))),
        Gzip(Encoding.UTF8.GetBytes("a,b\n1,2\n")),
    ];

    public static IReadOnlyList<byte[]> Png { get; } =
    [
        PngOf(4, 3, 8, 0, 5), PngOf(5, 2, 8, 2, 16), PngOf(3, 3, 8, 6, 13), PngOf(9, 2, 1, 0, 3), PngOf(2, 2, 16, 4, 9),
        PngOf(4, 2, 4, 3, 3, palette: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]), PngOf(3, 1, 8, 0, 4, interlaced: true),
    ];

    public static IReadOnlyList<byte[]> Bmp { get; } =
    [
        BmpOf(3, 2, 24, 0, new byte[24]), BmpOf(2, 2, 32, 0, new byte[16]), BmpOf(4, 2, 8, 0, new byte[8], colors: 4),
        BmpOf(4, 2, 8, 1, [4, 1, 0, 0, 2, 2, 2, 3, 0, 1], colors: 4), BmpOf(4, 2, 4, 2, [4, 0x12, 0, 0, 4, 0x21, 0, 1], colors: 4),
    ];

    public static IReadOnlyList<byte[]> Pnm { get; } =
    [
        [.. "P5\n4 3\n255\n"u8, .. Values[..12]], [.. "P6 2 2 255\n"u8, .. Values[..12]], [.. "P5 2 2 65535\n"u8, .. Values[..8]],
        [.. "P2\n# note\n3 2\n9\n1 2 3\n4 5 6\n"u8], [.. "P3 1 1 255 1 2 3\n"u8], [.. "P4 9 2\n"u8, 1, 2, 3, 4], [.. "P1 3 1\n1 0 1\n"u8],
    ];

    public static byte[] Gzip(byte[] content)
    {
        using var target = new MemoryStream();
        using (var gzip = new GZipStream(target, CompressionLevel.Optimal, leaveOpen: true))
            gzip.Write(content);
        return target.ToArray();
    }

    public static byte[] TwoMembers(byte[] content) => [.. Gzip(content[..9]), .. Gzip(content[9..])];

    public static byte[] Zip(CompressionLevel level, params (string Name, byte[] Content)[] members)
    {
        using var target = new MemoryStream();
        using (var zip = new ZipArchive(target, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, content) in members)
            {
                using var member = zip.CreateEntry(name, level).Open();
                member.Write(content);
            }
        }
        return target.ToArray();
    }

    private static byte[] NpyOf(string type, string shape, string columnMajor = "False", byte[]? values = null)
    {
        var header = Encoding.ASCII.GetBytes($"{{'descr': '{type}', 'fortran_order': {columnMajor}, 'shape': {shape}, }}\n");
        return [0x93, .. "NUMPY\x01\0"u8, (byte)header.Length, 0, .. header, .. values ?? Values];
    }

    private static byte[] SafetensorsOf(string header)
    {
        var file = new byte[8 + header.Length + Values.Length];
        BinaryPrimitives.WriteInt64LittleEndian(file, header.Length);
        Encoding.ASCII.GetBytes(header).CopyTo(file, 8);
        Values.CopyTo(file, 8 + header.Length);
        return file;
    }

    private static byte[] PngOf(int width, int height, int depth, int color, int rowLength, byte[]? palette = null, bool interlaced = false)
    {
        var rows = new byte[height * rowLength];
        for (var i = 0; i < rows.Length; i++)
            rows[i] = (byte)(i % rowLength == 0 ? i / rowLength % 5 : palette is null ? 37 * i : 0);
        using var data = new MemoryStream();
        using (var deflate = new ZLibStream(data, CompressionLevel.Optimal, leaveOpen: true))
            deflate.Write(rows);
        byte[] header = [0, 0, 0, (byte)width, 0, 0, 0, (byte)height, (byte)depth, (byte)color, 0, 0, (byte)(interlaced ? 1 : 0)];
        return PngRepair.Repair(
        [
            0x89, .. "PNG\r\n"u8, 0x1A, (byte)'\n', .. Chunk("IHDR", header), .. palette is null ? [] : Chunk("PLTE", palette),
            .. Chunk("IDAT", data.ToArray()), .. Chunk("IEND", []),
        ]);
    }

    private static byte[] Chunk(string type, byte[] content) =>
        [0, 0, 0, (byte)content.Length, .. Encoding.ASCII.GetBytes(type), .. content, 0, 0, 0, 0];

    private static byte[] BmpOf(int width, int height, int bits, int compression, byte[] pixels, int colors = 0)
    {
        const int headers = 54;
        var file = new byte[headers + 4 * colors + pixels.Length];
        (file[0], file[1]) = ((byte)'B', (byte)'M');
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(2), file.Length);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(10), headers + 4 * colors);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(14), 40);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(18), width);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(22), height);
        (file[26], file[28], file[30]) = (1, (byte)bits, (byte)compression);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(34), pixels.Length);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(46), colors);
        pixels.CopyTo(file, headers + 4 * colors);
        return file;
    }
}
