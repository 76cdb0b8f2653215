namespace Cornea.Datasets;

/// <summary>A data set of the same form as MNIST: four idx files of grey pictures of 28 x 28 pixels with labels 0 to 9.</summary>
/// <param name="Name">Name of the class that loads it, for messages.</param>
/// <param name="Folder">Name of its folder in the cache.</param>
/// <param name="SystemFolder">Where a package of the system puts it; null where none does.</param>
/// <param name="Files">Training pictures and labels, then test pictures and labels.</param>
internal sealed record IdxDataset(string Name, string Folder, string? SystemFolder, RemoteFile[] Files)
{
    private const int Side = 28, Classes = 10;

    private static readonly string[] Arrays = ["x_train", "y_train", "x_test", "y_test"];

    private static readonly string[] Names =
        ["train-images-idx3-ubyte", "train-labels-idx1-ubyte", "t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte"];

    private static readonly string[] PackedNames = ["train-imgs", "train-labels", "test-imgs", "test-labels"];

    /// <summary>Files under MNIST's names at an address.</summary>
    public static RemoteFile[] At(string address, params (long Length, string Sha256)[] files) =>
        [.. files.Select((file, i) => new RemoteFile(new Uri(address + Names[i] + ".gz"), Names[i] + ".gz", file.Length, file.Sha256))];

    public (LabeledImages Train, LabeledImages Test) Load(
        string? path, Download download, IProgress<DownloadProgress>? progress, CancellationToken cancellationToken)
    {
        if (path is null && SystemFolder is not null && Names.All(name => Find(SystemFolder, name) is not null))
        {
            path = SystemFolder;
        }
        if (path is null)
        {
            string cache = DataCache.Folder(Folder);
            // All four are there before one is read: a long download should not end in a damaged file.
            string[] fetched = System.Array.ConvertAll(Files, file => download.Fetch(file, cache, progress, cancellationToken));
            return Read(index => IdxFile.Read(fetched[index]), cache);
        }
        if (Directory.Exists(path))
        {
            // KMNIST is published as four npz files of one array too.
            string[] packed = System.Array.ConvertAll(PackedNames, name => Path.Combine(path, $"{Folder}-{name}.npz"));
            if (packed.All(File.Exists))
            {
                return Read(index => Array(NpzFile.Read(packed[index]), packed[index], "arr_0"), path);
            }
            string[] found = System.Array.ConvertAll(Names, name => Find(path, name) ?? throw new FileNotFoundException(
                $"Cannot read {Name} from the folder '{path}': neither '{name}' nor '{name}.gz' is there. " +
                $"Put the four files there, or call {Name}.Load() to have them downloaded.", Path.Combine(path, name)));
            return Read(index => IdxFile.Read(found[index]), path);
        }
        IReadOnlyDictionary<string, Tensor> arrays = NpzFile.Read(path);
        return Read(index => Array(arrays, path, Arrays[index]), path);
    }

    private Tensor Array(IReadOnlyDictionary<string, Tensor> arrays, string path, string name) =>
        arrays.TryGetValue(name, out Tensor? array) ? array : throw new MalformedFileException(
            path, 0, name, $"the array '{name}' is missing; there are {string.Join(", ", arrays.Keys)}",
            $"Call {Name}.Load() for the published data.");

    private static string? Find(string folder, string name)
    {
        string dotted = name.Replace("-idx", ".idx", StringComparison.Ordinal);
        return ((string[])[name, name + ".gz", dotted, dotted + ".gz"]).Select(file => Path.Combine(folder, file))
            .FirstOrDefault(File.Exists);
    }

    private (LabeledImages Train, LabeledImages Test) Read(Func<int, Tensor> read, string path) =>
        (Check(path, 0, read(0), read(1)), Check(path, 2, read(2), read(3)));

    private LabeledImages Check(string path, int first, Tensor images, Tensor labels)
    {
        string? problem =
            images.DType != DType.UInt8 || images.Rank != 3 || images.Shape[1] != Side || images.Shape[2] != Side
                ? $"images of type uint8 and shape (n, {Side}, {Side}) were expected, but {images.Type} came"
            : labels.DType != DType.UInt8 || labels.Rank != 1 ? $"labels of type uint8 and shape (n,) were expected, but {labels.Type} came"
            : labels.Size != images.Shape[0] ? $"there are {images.Shape[0]} images, but {labels.Size} labels"
            : labels.AsSpan<byte>().IndexOfAnyInRange((byte)Classes, byte.MaxValue) is var wrong and >= 0
                ? $"labels are 0 to {Classes - 1}, but label {wrong} is {labels.AsSpan<byte>()[wrong]}"
            : null;
        return problem is null ? new LabeledImages(images, labels) : throw new MalformedFileException(
            path, 0, Arrays[first], problem, $"Call {Name}.Load() for the published data.");
    }
}
