using System.Security.Cryptography;
using System.Text.Json;

namespace Cornea.Conformance;

/// <summary>The networks of keras.applications through every form of file and back: the same configuration and the same bits.</summary>
internal static class ApplicationRoundTrips
{
    private const double Megabyte = 1e6;

    /// <summary>Saves and loads the networks of a folder's values.json, whose weights a formula gives.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="output">One line per network.</param>
    /// <returns>How many came back as something else.</returns>
    public static int Run(string folder, TextWriter output)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, "values.json")));
        var seed = document.RootElement.GetProperty("seed").GetUInt32();
        var wrong = 0;
        foreach (var test in document.RootElement.GetProperty("cases").EnumerateArray())
        {
            Functional Build() => ApplicationFactory.Build(test.Text("application"), test.GetProperty("arguments"));
            var model = Build();
            new Formula(seed).Fill(model, test.GetProperty("exponents"));
            var scratch = Directory.CreateTempSubdirectory("cornea-applications-");
            try
            {
                var others = Others(model, Build, scratch.FullName).ToArray();
                wrong += others.Length > 0 ? 1 : 0;
                output.WriteLine(
                    $"{test.Text("id"),-40} {model.Weights.Sum(weight => weight.Variable.Type.Bytes) / Megabyte,6:F0} MB  " +
                    (others.Length == 0 ? "equal bits through .keras, .h5, .weights.h5 and .safetensors" : string.Join("; ", others)));
            }
            finally
            {
                scratch.Delete(recursive: true);
            }
        }
        output.WriteLine(wrong == 0 ? "All came back as they were." : $"{wrong} came back as something else.");
        return wrong;
    }

    private static IEnumerable<string> Others(Functional model, Func<Functional> build, string folder)
    {
        var expected = Digest(model);
        foreach (var ending in (string[])[".keras", ".h5"])
        {
            var path = Path.Combine(folder, "model" + ending);
            model.Save(path);
            var again = Model.Load(path);
            if (Digest(again) != expected || again.ToJson() != model.ToJson())
            {
                yield return $"another network from {ending}";
            }
            File.Delete(path);
        }
        foreach (var ending in (string[])[".weights.h5", ".safetensors"])
        {
            var path = Path.Combine(folder, "model" + ending);
            model.SaveWeights(path);
            var again = build();
            again.LoadWeights(path);
            if (Digest(again) != expected)
            {
                yield return $"other weights from {ending}";
            }
            File.Delete(path);
        }
    }

    private static string Digest(Model model)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var weight in model.Weights)
        {
            hash.AppendData(weight.Variable.AsBytes());
        }
        return Convert.ToHexString(hash.GetHashAndReset());
    }
}
