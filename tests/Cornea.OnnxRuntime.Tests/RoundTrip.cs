using Shouldly;

namespace Cornea.OnnxRuntime.Tests;

/// <summary>A model goes out, and onnxruntime gives its answers.</summary>
/// <remarks>The variable CORNEA_ONNX_FOLDER of the environment names a folder that keeps the files, for ONNX's checker.</remarks>
internal static class RoundTrip
{
    private static readonly string? Kept = Environment.GetEnvironmentVariable("CORNEA_ONNX_FOLDER");

    /// <summary>Exports a model and compares what onnxruntime makes of inputs.</summary>
    /// <param name="model">The model.</param>
    /// <param name="inputs">What both are fed with; random numbers for 1 and 3 rows where null.</param>
    /// <param name="tolerance">The bound on |a - b| / (1 + |b|).</param>
    public static void Compare(Model model, Func<int, Tensor[]>? inputs, double tolerance)
    {
        var folder = Directory.CreateTempSubdirectory("cornea-onnx");
        try
        {
            var path = Path.Combine(folder.FullName, "model.onnx");
            model.ExportOnnx(path);
            if (Kept is not null)
                File.Copy(path, Path.Combine(Kept, $"{Guid.NewGuid():N}.onnx"));
            using var runtime = new RuntimeModel(path);
            foreach (var rows in (int[])[1, 3])
            {
                var given = inputs?.Invoke(rows) ?? runtime.RandomInputs(rows, seed: rows);
                var (expected, actual) = (model.Apply(given), runtime.Run(given));
                actual.Count.ShouldBe(expected.Count);
                for (var i = 0; i < actual.Count; i++)
                    Near(actual[i], expected[i], tolerance);
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static void Near(Tensor actual, Tensor expected, double tolerance)
    {
        actual.DType.ShouldBe(expected.DType);
        actual.Shape.ShouldBe(expected.Shape);
        var (a, b) = (actual.ToArray<double>(), expected.ToArray<double>());
        for (var i = 0; i < a.Length; i++)
        {
            if (!a[i].Equals(b[i]))
                Math.Abs(a[i] - b[i]).ShouldBeLessThanOrEqualTo(tolerance * (1 + Math.Abs(b[i])), $"element {i}: {a[i]:R} and {b[i]:R}");
        }
    }
}
