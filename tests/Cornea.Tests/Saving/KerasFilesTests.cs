using Cornea.Conformance;
using Shouldly;

namespace Cornea.Tests.Saving;

/// <summary>Files that fifteen versions of Keras wrote: each is loaded, predicts, goes on training as Keras says, and goes through every
/// form and back with the same bits.</summary>
public sealed class KerasFilesTests(ITestOutputHelper output)
{
    public static TheoryData<string> Cases =>
    [
        .. new[] { Path.Combine("keras", "models"), "keras-files" }.SelectMany(folder => Directory
            .GetFiles(Path.Combine(KerasFixtures.Folder, "..", folder), "*.json")
            .Where(file => !file.EndsWith(".weights.json", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal).Select(file => Path.Combine(folder, Path.GetFileName(file)))),
    ];

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_file_of_Keras_is_what_Keras_says(string file)
    {
        CaseResult[] results = [.. new KerasFileReplay().Run(Path.Combine(KerasFixtures.Folder, "..", file))];
        foreach (var result in results)
        {
            output.WriteLine($"{result.Status} {result.Id} {result.Detail}");
        }
        results.Where(result => result.Status != CaseStatus.Passed).Select(result => result.Id).ShouldBeEmpty();
    }
}
