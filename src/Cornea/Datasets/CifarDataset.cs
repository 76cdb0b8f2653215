namespace Cornea.Datasets;

/// <summary>
/// CIFAR's binary files: records of one or two label bytes and 3072 bytes of a picture, its red plane, then green, then blue, each of
/// 32 rows of 32 pixels.
/// </summary>
/// <param name="Name">Name of the class that loads it, for messages.</param>
/// <param name="Archive">The archive as it is published.</param>
/// <param name="Folder">The folder inside the archive.</param>
/// <param name="Train">Files of the training part.</param>
/// <param name="Test">File of the test part.</param>
/// <param name="LabelBytes">Bytes before a picture.</param>
internal sealed record CifarDataset(string Name, RemoteFile Archive, string Folder, string[] Train, string Test, int LabelBytes)
{
    private const int Side = 32, Plane = Side * Side, Pixels = 3 * Plane;

    /// <summary>The data with the label that stands in one of the label bytes.</summary>
    public (LabeledImages Train, LabeledImages Test) Load(
        string? path, int labelByte, int classes, Download download, IProgress<DownloadProgress>? progress,
        CancellationToken cancellationToken)
    {
        path ??= download.Fetch(Archive, DataCache.Folder("cifar"), progress, cancellationToken);
        Dictionary<string, byte[]> files = Directory.Exists(path) ? FromFolder(path) : FromArchive(path);
        return (Decode(Train), Decode([Test]));

        LabeledImages Decode(string[] names)
        {
            int record = LabelBytes + Pixels;
            var records = new List<(byte[] File, int Start)>();
            foreach (string name in names)
            {
                byte[] file = files[name];
                if (file.Length == 0 || file.Length % record != 0)
                {
                    throw new MalformedFileException($"{path}!{name}", file.Length, "records",
                        $"the file has {file.Length} bytes, and records have {record}", Remedy);
                }
                for (int start = 0; start < file.Length; start += record)
                {
                    records.Add((file, start));
                }
            }
            var images = new byte[records.Count * Pixels];
            var labels = new byte[records.Count];
            for (int i = 0; i < records.Count; i++)
            {
                (byte[] file, int start) = records[i];
                labels[i] = file[start + labelByte] < classes ? file[start + labelByte] : throw new MalformedFileException(
                    path, start, "label", $"labels are 0 to {classes - 1}, but picture {i} has {file[start + labelByte]}", Remedy);
                ReadOnlySpan<byte> planes = file.AsSpan(start + LabelBytes, Pixels);
                Span<byte> image = images.AsSpan(i * Pixels, Pixels);
                for (int pixel = 0; pixel < Plane; pixel++)
                {
                    image[3 * pixel] = planes[pixel];
                    image[3 * pixel + 1] = planes[Plane + pixel];
                    image[3 * pixel + 2] = planes[2 * Plane + pixel];
                }
            }
            return new LabeledImages(Tensor.From(images, [records.Count, Side, Side, 3]), Tensor.From(labels));
        }
    }

    private string Remedy => $"Call {Name}.Load() for the published data.";

    private Dictionary<string, byte[]> FromFolder(string path)
    {
        string folder = Directory.Exists(Path.Combine(path, Folder)) ? Path.Combine(path, Folder) : path;
        var files = new Dictionary<string, byte[]>();
        foreach (string name in Train.Append(Test))
        {
            string file = Path.Combine(folder, name);
            if (!File.Exists(file))
            {
                throw new FileNotFoundException(
                    $"Cannot read {Name} from the folder '{folder}': '{name}' is not there. Put the binary version's files there " +
                    $"({Archive.Address}), or call {Name}.Load() to have them downloaded.", file);
            }
            using FileStream stream = FormatReader.OpenFile(file);
            using FormatReader reader = FormatReader.OpenPlain(stream, file);
            files.Add(name, reader.ReadArray<byte>(reader.Length, "records"));
        }
        return files;
    }

    // The members are read as the archive goes by; nothing of it is written anywhere.
    private Dictionary<string, byte[]> FromArchive(string path)
    {
        using FileStream stream = FormatReader.OpenFile(path);
        using FormatReader reader = Gzip.Open(stream, path);
        Dictionary<string, byte[]> files = TarFile.Read(reader, [.. Train.Append(Test).Select(name => $"{Folder}/{name}")])
            .ToDictionary(file => file.Key[(Folder.Length + 1)..], file => file.Value);
        string? missing = Train.Append(Test).FirstOrDefault(name => !files.ContainsKey(name));
        return missing is null ? files : throw new MalformedFileException(
            path, 0, missing, $"the archive lacks '{Folder}/{missing}'", $"It must be the binary version. {Remedy}");
    }
}
