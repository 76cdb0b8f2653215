using Cornea.Formats.Hdf5;

namespace Cornea.Formats.Keras;

/// <summary>A file that Keras saved, open for reading: configuration as text, variables by path.</summary>
/// <remarks>
/// Reads <c>.keras</c>, <c>.weights.h5</c> and the legacy <c>.h5</c> of Keras 1, 2 and 3. The content says which of them a file is,
/// so that HDF5 called <c>.keras</c> is read as well. Values are read one variable at a time, straight into memory of the caller's
/// with <see cref="Hdf5Array.Read{T}"/>. Nothing in the configuration is run.
/// </remarks>
/// <example>
/// <code>
/// using KerasFile file = KerasFile.Open("model.keras");
/// foreach (KerasVariables variables in file.Variables)
/// {
///     Console.WriteLine($"{variables.Path}: {variables.Items.Count}");
/// }
/// </code>
/// </example>
public sealed class KerasFile : IDisposable
{
    private readonly Hdf5File _weights;
    private readonly Dictionary<string, KerasVariables> _byPath;
    private IReadOnlyDictionary<string, byte[]> _assets = new Dictionary<string, byte[]>();

    private KerasFile(Hdf5File weights, KerasFileKind kind, IReadOnlyList<KerasVariables> variables)
    {
        _weights = weights;
        Kind = kind;
        Variables = variables;
        _byPath = new Dictionary<string, KerasVariables>(variables.Count, StringComparer.Ordinal);
        foreach (KerasVariables entry in variables)
        {
            _byPath.TryAdd(entry.Path, entry);
        }
    }

    /// <summary>The form of the file.</summary>
    public KerasFileKind Kind { get; private init; }

    /// <summary>The version of Keras that wrote the file; null where it is not said.</summary>
    public string? KerasVersion { get; private init; }

    /// <summary>The backend that Keras ran on; null where it is not said.</summary>
    public string? Backend { get; private init; }

    /// <summary>The model's configuration as JSON: <c>config.json</c> or <c>model_config</c>; null in a file of weights alone.</summary>
    public string? ModelConfig { get; private init; }

    /// <summary>Loss, metrics and optimizer of a legacy file as JSON; null elsewhere, since <c>config.json</c> holds them.</summary>
    public string? TrainingConfig { get; private init; }

    /// <summary>The names of the members beside network and weights, such as
    /// <c>assets/layers/string_lookup/vocabulary.txt</c>.</summary>
    public IReadOnlyList<string> Assets => [.. _assets.Keys];

    /// <summary>The variables of all objects: those of legacy files in the order of <c>layer_names</c>, the others by path, with
    /// <c>conv2d_2</c> before <c>conv2d_10</c>; the optimizer's last in legacy files.</summary>
    public IReadOnlyList<KerasVariables> Variables { get; }

    /// <summary>The variables of the optimizer; null where the file has none.</summary>
    public KerasVariables? Optimizer => Find(Kind == KerasFileKind.Legacy ? LegacyWeights.OptimizerGroup : "optimizer");

    /// <summary>Opens a file.</summary>
    /// <param name="path">The file, or the folder of an archive that was not zipped; it stays open until <see cref="Dispose"/>.</param>
    /// <param name="limits">Limits of the reader; the usual ones when null.</param>
    /// <exception cref="MalformedFileException">The content is truncated, damaged, malicious or none of Keras's forms.</exception>
    /// <exception cref="IOException">The file does not exist or cannot be read.</exception>
    public static KerasFile Open(string path, ReadLimits? limits = null)
    {
        if (File.Exists(Path.Combine(path, KerasArchive.ConfigMember)))
        {
            return FromFolder(path, limits);
        }
        FileStream stream = FormatReader.OpenFile(path);
        try
        {
            if (KerasArchive.IsZip(stream))
            {
                return FromArchive(stream, new FileSource(stream), path, limits);
            }
        }
        catch
        {
            stream.Dispose();
            throw;
        }
        stream.Dispose();
        return FromHdf5(Hdf5File.Open(path, limits), path);
    }

    /// <summary>Opens a file in a stream, which it fills from its first byte.</summary>
    /// <param name="stream">The content; it must stay open while values are read, and is not closed here.</param>
    /// <param name="name">What messages call the stream.</param>
    /// <param name="limits">Limits of the reader; the usual ones when null.</param>
    /// <exception cref="MalformedFileException">The content is truncated, damaged, malicious or none of Keras's forms.</exception>
    public static KerasFile Open(Stream stream, string name = "stream", ReadLimits? limits = null)
    {
        Stream content = FormatReader.Seekable(stream);
        return KerasArchive.IsZip(content)
            ? FromArchive(content, new StreamSource(content), name, limits)
            : FromHdf5(Hdf5File.Open(content, name, limits), name);
    }

    /// <summary>The variables of the object at a path; null when the file has none there.</summary>
    public KerasVariables? Find(string path) => _byPath.GetValueOrDefault(path);

    /// <summary>The content of one of <see cref="Assets"/>; null where there is none of that name.</summary>
    /// <param name="name">The member, with <c>/</c> between folders.</param>
    public ReadOnlyMemory<byte>? ReadAsset(string name) => _assets.TryGetValue(name, out byte[]? content) ? content : null;

    /// <summary>Closes the file.</summary>
    public void Dispose() => _weights.Dispose();

    private static KerasFile FromArchive(Stream stream, ByteSource source, string path, ReadLimits? limits)
    {
        KerasArchive archive = KerasArchive.Read(stream, source, path, limits ?? ReadLimits.Default);
        Hdf5File weights = Hdf5File.Open(archive.Weights, $"{path}!{KerasArchive.WeightsMember}", limits);
        return new KerasFile(weights, KerasFileKind.Archive, VariableTree.Read(weights.Root))
        {
            KerasVersion = archive.KerasVersion,
            ModelConfig = archive.Config,
            _assets = archive.Assets,
        };
    }

    // The members of an archive as files of a folder, as Keras writes them with zipped=False.
    private static KerasFile FromFolder(string folder, ReadLimits? limits)
    {
        string config = File.ReadAllText(Path.Combine(folder, KerasArchive.ConfigMember));
        string metadata = Path.Combine(folder, KerasArchive.MetadataMember);
        Hdf5File weights = Hdf5File.Open(Path.Combine(folder, KerasArchive.WeightsMember), limits);
        return new KerasFile(weights, KerasFileKind.Archive, VariableTree.Read(weights.Root))
        {
            KerasVersion = File.Exists(metadata) ? KerasArchive.Version(File.ReadAllBytes(metadata), metadata) : null,
            ModelConfig = config,
            _assets = AssetsOf(folder),
        };
    }

    private static Dictionary<string, byte[]> AssetsOf(string folder)
    {
        string assets = Path.Combine(folder, KerasArchive.AssetsFolder);
        return Directory.Exists(assets)
            ? Directory.EnumerateFiles(assets, "*", SearchOption.AllDirectories).ToDictionary(
                file => Path.GetRelativePath(folder, file).Replace(Path.DirectorySeparatorChar, '/'), File.ReadAllBytes)
            : [];
    }

    private static KerasFile FromHdf5(Hdf5File file, string path)
    {
        try
        {
            Hdf5Group root = file.Root;
            if (LegacyWeights.FindWeights(root) is not { } weights)
            {
                IReadOnlyList<KerasVariables> tree = VariableTree.Read(root);
                return tree.Count > 0 ? new KerasFile(file, KerasFileKind.Weights, tree) : throw new MalformedFileException(path, 0,
                    "root group", $"no weights of Keras are in this HDF5 file; its members are {string.Join(", ", root.Names.Take(20))}",
                    "Check that the file was saved by Keras.");
            }
            return new KerasFile(file, KerasFileKind.Legacy, LegacyWeights.Read(root, weights, path))
            {
                KerasVersion = LegacyWeights.Text(root, "keras_version") ?? LegacyWeights.Text(weights, "keras_version"),
                Backend = LegacyWeights.Text(root, "backend") ?? LegacyWeights.Text(weights, "backend"),
                ModelConfig = LegacyWeights.Text(root, "model_config"),
                TrainingConfig = LegacyWeights.Text(root, "training_config"),
            };
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }
}
