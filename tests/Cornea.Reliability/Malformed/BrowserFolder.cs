using Cornea.Saving;

namespace Cornea.Reliability.Malformed;

/// <summary>Networks of TensorFlow.js are folders: one of their files gets another content in a copy of its folder.</summary>
internal static class BrowserFolder
{
    /// <summary>The file with the network and the manifest.</summary>
    public const string Network = "model.json";

    /// <summary>A file with weights.</summary>
    public const string Shard = "group1-shard1of1.bin";

    private static readonly string[] Models = ["py_lstm_float16", "py_nested_groups"];
    private static readonly Lazy<string> Copy = new(Made);

    /// <summary>A file of each network.</summary>
    public static IReadOnlyList<byte[]> Seeds(string name) =>
        [.. Models.Select(model => File.ReadAllBytes(Path.Combine(Fixtures.Folder("tfjs", model), name)))];

    /// <summary>Reads the network with another content of one of its files.</summary>
    public static void Read(string name, byte[] content, Gauge gauge)
    {
        var folder = Copy.Value;
        if (name != Network)
            File.Copy(Path.Combine(Fixtures.Folder("tfjs", Models[0]), Network), Path.Combine(folder, Network), overwrite: true);
        File.WriteAllBytes(Path.Combine(folder, name), content);
        gauge.ModelStep(() =>
        {
            try
            {
                new TensorFlowJsReader(Path.Combine(folder, Network), new LoadOptions()).Read();
            }
            catch (FileNotFoundException missing)
            {
                // A manifest may name any file of its folder.
                throw new InvalidDataException(missing.Message, missing);
            }
            catch (MalformedFileException fault) when (fault.Path.StartsWith(folder, StringComparison.Ordinal))
            {
                throw new MalformedFileException(Gauge.Name, fault.Offset, fault.Field, fault.Message, "");
            }
        });
    }

    // The shards of both networks beside each other: their names differ but for that of the first.
    private static string Made()
    {
        var folder = Directory.CreateTempSubdirectory("cornea-tfjs-").FullName;
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(folder, recursive: true);
        foreach (var file in Models.SelectMany(model => Directory.GetFiles(Fixtures.Folder("tfjs", model))))
            File.Copy(file, Path.Combine(folder, Path.GetFileName(file)), overwrite: true);
        return folder;
    }
}
