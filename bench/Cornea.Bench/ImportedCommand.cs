namespace Cornea.Bench;

/// <summary>
/// A network of <see cref="Applications"/>, or of a file, beside the same one imported from ONNX: its own export, or a file that another
/// tool wrote.
/// </summary>
internal static class ImportedCommand
{
    public const string Help = """
          imported [NETWORK [FILE.onnx]]
              MobileNetV2 or ResNet50 (both where none is named), or a model's file, beside the network that its ONNX file gives, or that
              of FILE.onnx, in turn; code 1 where an imported one takes more than 1.05 of the time

        """;

    private const double Most = 1.05;

    private static readonly (string Name, Func<Functional> Make)[] Networks =
        [("MobileNetV2", () => Applications.MobileNetV2(seed: 1)), ("ResNet50", () => Applications.ResNet50(seed: 1))];

    public static int Run(string[] args)
    {
        var chosen = args.Length > 1 && File.Exists(args[1])
            ? [(Path.GetFileNameWithoutExtension(args[1]), () => (Functional)Model.Load(args[1]))]
            : Networks.Where(network => args.Length < 2 || network.Name == args[1]).ToArray();
        if (chosen.Length == 0 || args.Length > 3)
            throw new UsageException($"imported knows {string.Join(" and ", Networks.Select(network => network.Name))}.");
        var isMet = true;
        foreach (var (name, make) in chosen)
        {
            var own = make();
            var imported = args.Length == 3 ? OnnxModel.Import(args[2]) : Returned(own);
            foreach (var batch in (int[])[1, 8])
            {
                Predictor[] predictors = [own.Prepare(batch), imported.Prepare(batch)];
                var random = new Random(1);
                foreach (ref var value in predictors[0].Input)
                    value = random.NextSingle();
                predictors[0].Input.CopyTo(predictors[1].Input);
                var (seconds, there) = InTurn.Medians(predictors);
                isMet &= there <= Most * seconds;
                Console.Out.WriteLine(FormattableString.Invariant(
                    $"{name,-12} batch {batch}: own {1e3 * seconds:F2} ms; imported {1e3 * there:F2} ms; ratio {there / seconds:F3}"));
            }
        }
        return isMet ? 0 : 1;
    }

    private static Functional Returned(Functional model)
    {
        var path = Path.Combine(Path.GetTempPath(), $"cornea-{Guid.NewGuid():N}.onnx");
        try
        {
            model.ExportOnnx(path);
            return OnnxModel.Import(path);
        }
        finally
        {
            File.Delete(path);
        }
    }
}
