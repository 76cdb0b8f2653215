using System.Text.Json;
using Cornea.Tests.House;

namespace Cornea.Tests.Formats.Hdf5;

/// <summary>The files of tests/fixtures/hdf5, which h5py wrote, with what h5py reads from them.</summary>
internal static class Hdf5Fixtures
{
    public static string Folder { get; } = Path.Combine(Repository.Root, "tests", "fixtures", "hdf5");

    /// <summary>The files that must be read.</summary>
    public static IReadOnlyList<string> Readable { get; } =
        [.. Directory.EnumerateFiles(Folder, "*.json")
            .Select(file => Path.GetFileNameWithoutExtension(file)).Order(StringComparer.Ordinal)];

    /// <summary>All files.</summary>
    public static IReadOnlyList<string> All { get; } =
        [.. Directory.EnumerateFiles(Folder, "*.h5").Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal)];

    public static string PathOf(string name) => Path.Combine(Folder, name);

    public static byte[] Bytes(string name) => File.ReadAllBytes(PathOf(name));

    public static JsonDocument Expected(string name) => JsonDocument.Parse(File.ReadAllBytes(PathOf(name + ".json")));
}
