using System.IO.Compression;
using Cornea.Formats.Hdf5;
using Cornea.Formats.Keras;
using Cornea.Saving;

namespace Cornea.Reliability.Malformed;

/// <summary>Every binary format that is read. A new one is a row here.</summary>
internal static class BinaryFormats
{
    private const int FewFiles = 6, PictureFiles = 12, PictureValues = 1 << 20;

    private static readonly OnnxImportOptions FewConstants =
        new() { Limits = ReadLimits.Default with { ConstantValues = 1 << 20 } };

    // Read once: a run replaces a member of it a million times.
    private static readonly Lazy<(string Name, byte[] Content)[]> SmallestArchive = new(() =>
    {
        var archive = Fixtures.Smallest("keras/models", "*.keras", 1)[0];
        return [.. ((string[])["metadata.json", "config.json", KerasArchive.WeightsMember])
            .Select(member => (member, Content(archive, member)))];
    });

    public static IReadOnlyList<BinaryFormat> All { get; } =
    [
        new("idx", () => [FileSamples.Idx], (file, gauge) => gauge.Step(() => IdxFile.Read(Stream(file), Gauge.Name))),
        new("idx.gz", () => [FileSamples.Gzip(FileSamples.Idx), FileSamples.TwoMembers(FileSamples.Idx)],
            (file, gauge) => gauge.Step(() => IdxFile.Read(Stream(file), Gauge.Name))),
        new("npy", () => FileSamples.Npy, (file, gauge) => gauge.Step(() => NpyFile.Read(Stream(file), Gauge.Name))),
        new("npz", () => FileSamples.Npz, (file, gauge) => gauge.Step(() => NpzFile.Read(Stream(file), Gauge.Name))),
        new("npz-member", () => FileSamples.Npy, (file, gauge) => gauge.Step(() => NpzFile.Read(Stream(FileSamples.Zip(
            CompressionLevel.Fastest, ("x.npy", file))), Gauge.Name))),
        // A number of one byte becomes one of four, and both are there while it does.
        new("safetensors", () => FileSamples.Safetensors,
            (file, gauge) => gauge.Step(() => SafetensorsFile.Read(Stream(file), Gauge.Name)), Factor: 12),
        // A field of two bytes becomes a number of eight, and its position is kept until all are read.
        new("csv", () => FileSamples.Csv, (file, gauge) => gauge.Step(() => CsvFile.Read(Stream(file), name: Gauge.Name)), Factor: 40),
        new("png", () => FileSamples.Png,
            (file, gauge) => gauge.Step(() => ImageFile.Read(Stream(file), name: Gauge.Name)), PngRepair.Repair),
        new("bmp", () => FileSamples.Bmp, (file, gauge) => gauge.Step(() => ImageFile.Read(Stream(file), name: Gauge.Name))),
        new("pnm", () => FileSamples.Pnm, (file, gauge) => gauge.Step(() => ImageFile.Read(Stream(file), name: Gauge.Name))),
        Picture("jpeg", "*.jpg"),
        Picture("gif", "*.gif"),
        Picture("webp", "*.webp"),
        new("hdf5", () => [.. Fixtures.Smallest("hdf5", "*.h5", 20)], ReadHdf5),
        new("keras", () => Fixtures.Smallest("keras/models", "*.keras", FewFiles), ReadModel),
        // Of the JSON of a network each key and value becomes an object.
        new("keras-config", () => Members("config.json"), (file, gauge) => ReadModel(Replaced("config.json", file), gauge), Factor: 40),
        new("keras-weights", () => Members(KerasArchive.WeightsMember),
            (file, gauge) => ReadModel(Replaced(KerasArchive.WeightsMember, file), gauge)),
        // A node of a few bytes may make as many constants as the limit says, and a loop 5,000 steps, each a node of the model's graph.
        new("onnx", () => Fixtures.Smallest("onnx", "*.onnx", 60).Where(file => file.Length > 0).ToArray(),
            (file, gauge) => gauge.ModelStep(() => OnnxModel.Import(Stream(file), Gauge.Name, FewConstants)), Free: 96),
        new("tfjs", () => BrowserFolder.Seeds(BrowserFolder.Network),
            (file, gauge) => BrowserFolder.Read(BrowserFolder.Network, file, gauge),
            Factor: 40),
        new("tfjs-shard", () => BrowserFolder.Seeds(BrowserFolder.Shard),
            (file, gauge) => BrowserFolder.Read(BrowserFolder.Shard, file, gauge)),
        new("keras-h5",
            () => [.. Fixtures.Smallest("keras/models", "*.h5", FewFiles), .. Fixtures.Smallest("keras-files", "*.h5", FewFiles)],
            ReadModel),
    ];

    public static BinaryFormat Find(string name) => All.FirstOrDefault(format => format.Name == name)
        ?? throw new UsageException($"'{name}' is no format. There are {string.Join(", ", All.Select(format => format.Name))}.");

    // A few legal bytes can be a whole picture of one colour: only the limit of pictures keeps what they take small.
    private static BinaryFormat Picture(string name, string pattern) => new(
        name,
        () => Fixtures.Smallest("pictures", pattern, PictureFiles),
        (file, gauge) => gauge.Step(() => ImageFile.Read(Stream(file), name: Gauge.Name, limits: new() { PictureValues = PictureValues })));

    private static MemoryStream Stream(byte[] file) => new(file);

    private static void ReadHdf5(byte[] file, Gauge gauge)
    {
        // Without checksums in one of two files, so that changes reach the code behind them.
        var verify = file.Length % 2 == 0;
        gauge.Step(() =>
        {
            using var opened = Hdf5File.Open(file, Gauge.Name, new ReadLimits { VerifyIntegrity = verify });
            new Hdf5Walk(gauge).Visit(opened.Root);
        });
    }

    private static void ReadModel(byte[] file, Gauge gauge) => gauge.ModelStep(() =>
    {
        using var opened = KerasFile.Open(Stream(file), Gauge.Name);
        new ModelReader(opened, Gauge.Name, new LoadOptions()).Read();
    });

    private static IReadOnlyList<byte[]> Members(string name) =>
        [.. Fixtures.Smallest("keras/models", "*.keras", FewFiles).Select(file => Content(file, name))];

    private static byte[] Content(byte[] archive, string name)
    {
        using var zip = new ZipArchive(new MemoryStream(archive));
        using var content = new MemoryStream();
        using var member = zip.GetEntry(name)!.Open();
        member.CopyTo(content);
        return content.ToArray();
    }

    // One of the archives with one member of other content, under a right checksum.
    private static byte[] Replaced(string name, byte[] content) => FileSamples.Zip(
        CompressionLevel.NoCompression,
        [.. SmallestArchive.Value.Select(member => (member.Name, member.Name == name ? content : member.Content))]);
}
