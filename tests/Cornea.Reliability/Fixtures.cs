namespace Cornea.Reliability;

/// <summary>The files under tests/fixtures.</summary>
internal static class Fixtures
{
    /// <summary>The folder of the solution; the programs run from their output folders below it.</summary>
    public static string Root { get; } = Find();

    public static string Folder(params string[] path) => Path.Combine([Root, "tests", "fixtures", .. path]);

    /// <summary>The smallest files that match a pattern.</summary>
    public static IReadOnlyList<byte[]> Smallest(string folder, string pattern, int count) =>
    [
        .. Directory.GetFiles(Folder(folder.Split('/')), pattern).OrderBy(file => new FileInfo(file).Length)
            .ThenBy(file => file, StringComparer.Ordinal).Take(count).Select(File.ReadAllBytes),
    ];

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Cornea.slnx")))
                return folder.FullName;
        }
        throw new UsageException($"No folder above {AppContext.BaseDirectory} has Cornea.slnx. Run from a checkout.");
    }
}
