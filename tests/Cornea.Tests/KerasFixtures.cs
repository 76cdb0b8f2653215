using System.Text.Json;

namespace Cornea.Tests;

/// <summary>The reference values of Keras in tests/fixtures/keras.</summary>
internal static class KerasFixtures
{
    public static string Folder { get; } = Find();

    public static JsonDocument Load(string file) => JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Folder, file)));

    // The tests run from their output folder; the fixtures lie above it.
    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var fixtures = Path.Combine(folder.FullName, "tests", "fixtures", "keras");
            if (Directory.Exists(fixtures)) return fixtures;
        }

        throw new DirectoryNotFoundException($"No folder above {AppContext.BaseDirectory} has tests/fixtures/keras.");
    }
}
