using System.Globalization;
using System.Text;
using Cornea.Formats.Hdf5;
using Cornea.Formats.Keras;

namespace Cornea.Saving;

/// <summary>Weights that Keras divided over several files, with an index in <c>NAME.weights.json</c>.</summary>
internal static class ShardedWeights
{
    private const string Ending = ".weights.json", Remedy = "Keep the index and its .weights.h5 files together in one folder.";
    private const int LargestIndex = 64 << 20;

    /// <summary>Whether a path is that of an index.</summary>
    public static bool IsIndex(string path) => path.EndsWith(Ending, StringComparison.OrdinalIgnoreCase);

    /// <summary>Writes the weights of a model as files that are at most some bytes long each, and the index of them last.</summary>
    /// <param name="model">The model.</param>
    /// <param name="path">The index, which ends in <c>.weights.json</c>.</param>
    /// <param name="largest">The most bytes of values in a file; a single variable may be longer.</param>
    public static void Save(Model model, string path, long largest)
    {
        var stem = Path.GetFileName(path)[..^Ending.Length];
        var (map, total) = (new ConfigObject(), 0L);
        var (writer, used, number) = (new Hdf5Writer(), 0L, 0);
        foreach (var (group, _, variables) in TreeWriter.Groups(model))
        {
            for (var i = 0; i < variables.Count; i++)
            {
                var length = variables[i].AsBytes().Length;
                if (used > 0 && used + length > largest)
                {
                    Close();
                }
                TreeWriter.Put(writer.Root.CreateGroup(group), [variables[i]], i);
                (used, total) = (used + length, total + length);
                var (key, file) = ("/" + group, FileOf(number));
                var files = map.Given(key)?.AsList() ?? [];
                map[key] = files.Any(name => name.AsText() == file) ? ConfigValue.List(files) : ConfigValue.List(files.Append(file));
            }
        }
        Close();
        var index = new ConfigObject
        {
            { "metadata", new ConfigObject { { "total_size", total } } },
            { "weight_map", map },
        };
        AtomicFile.Write(path, stream => stream.Write(Encoding.UTF8.GetBytes(ConfigJson.Write(index))));

        string FileOf(int part) => string.Create(CultureInfo.InvariantCulture, $"{stem}_{part:D5}.weights.h5");

        void Close()
        {
            writer.Save(Path.Combine(Path.GetDirectoryName(Path.GetFullPath(path))!, FileOf(number)));
            (writer, used, number) = (new Hdf5Writer(), 0, number + 1);
        }
    }

    /// <summary>Pairs the weights of a model with those of all files and copies them while the files are open.</summary>
    public static WeightsReport Load(Model model, string path, bool allowPartial)
    {
        var files = new List<KerasFile>();
        try
        {
            foreach (var part in Parts(path))
            {
                files.Add(KerasFile.Open(part));
            }
            var transfer = new WeightTransfer(path);
            TreeWeights.Pair(model, WeightNode.Of(files.SelectMany(file => file.Variables)), transfer);
            return transfer.Copy(allowPartial);
        }
        finally
        {
            foreach (var file in files)
            {
                file.Dispose();
            }
        }
    }

    /// <summary>The paths of the files that an index names.</summary>
    public static IEnumerable<string> Parts(string path) =>
        Names(path).Select(name => Path.Combine(Path.GetDirectoryName(Path.GetFullPath(path))!, name));

    // Only files beside the index: a path in it could name any file of the machine.
    private static IEnumerable<string> Names(string path)
    {
        if (new FileInfo(path).Length > LargestIndex)
        {
            throw new MalformedFileException(path, 0, "weight_map", $"the index is longer than {LargestIndex} bytes", Remedy);
        }
        var index = ConfigJson.Parse(File.ReadAllText(path));
        var map = index.Kind == ConfigValueKind.Object ? index.AsObject().Given("weight_map") : null;
        if (map is not { Kind: ConfigValueKind.Object })
        {
            throw new MalformedFileException(path, 0, "weight_map", "the index has no weight_map", Remedy);
        }
        string[] names =
        [
            .. map.AsObject().SelectMany(pair => pair.Value.Kind == ConfigValueKind.List ? pair.Value.AsList() : [pair.Value])
                .Select(name => name.AsText()).Distinct().Order(StringComparer.Ordinal),
        ];
        foreach (var name in names.Where(name => name != Path.GetFileName(name) || name is "" or "." or ".."))
        {
            throw new MalformedFileException(path, 0, "weight_map", $"'{name}' is no plain file name", Remedy);
        }
        return names;
    }
}
