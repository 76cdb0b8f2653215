using Cornea.Conformance;
using Shouldly;

namespace Cornea.Tests.Saving;

/// <summary>Files that fifteen versions of Keras wrote: each is loaded, predicts, goes on training as Keras says, and goes through every
/// form and back with the same bits.</summary>
public sealed class KerasFilesTests(ITestOutputHelper output)
{
    // A step of RMSprop divides gradients of the order of its epsilon, so that their rounding shows: 3.3e-4 where 2.8e-4 are allowed.
    private static readonly string[] Rounded = ["k333_rnn.keras"];

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
        results.Where(result => result.Status == CaseStatus.Failed).Select(result => result.Id)
            .ShouldBe(results.Select(result => result.Id).Intersect(Rounded));
    }

    [Fact]
    public void What_is_not_known_is_refused_and_nothing_else()
    {
        string[] unknown =
        [
            "k3_int4_reversible", "k3_int8_reversible", "k3_lora_conv1d_int4", "k3_quantized_mha_unreadable", "tf215_optimizers",
            "tfk221_subclassed_weights",
        ];
        var refused = Directory.GetFiles(Path.Combine(KerasFixtures.Folder, "..", "keras-files"), "*.json")
            .Where(file => !file.EndsWith(".weights.json", StringComparison.Ordinal))
            .Where(file => new KerasFileReplay().Run(file).Any(result => result.Status == CaseStatus.Unsupported))
            .Select(file => Path.GetFileNameWithoutExtension(file)).Order(StringComparer.Ordinal);
        refused.ShouldBe(unknown);
    }
}
