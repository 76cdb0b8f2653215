using System.Globalization;
using Cornea.Cli.Data;
using Cornea.Cli.Output;

namespace Cornea.Cli.Converting;

/// <summary>Writes the quantized form of one network, and measures both.</summary>
/// <param name="to">The file to write.</param>
/// <param name="output">Where to write what was done.</param>
internal sealed class Quantizing(string to, CommandOutput output)
{
    /// <summary>Scales of inputs that are found before.</summary>
    public const string Static = "static";

    private const string OnnxEnding = ".onnx";

    /// <summary>The ways to quantize.</summary>
    public static readonly string[] Modes = [Static, "int8", "float8"];

    /// <summary>The ways to choose ranges, in the order of <see cref="CalibrationMethod"/>.</summary>
    public static readonly string[] Methods = ["minmax", "percentile"];

    /// <summary>One of <see cref="Modes"/>.</summary>
    public required string Mode { get; init; }

    /// <summary>One of <see cref="Methods"/>.</summary>
    public required string Method { get; init; }

    /// <summary>How many training samples are looked at.</summary>
    public required int Samples { get; init; }

    /// <summary>The names of layers that stay as they are.</summary>
    public required IReadOnlyList<string> Kept { get; init; }

    /// <summary>Whether a file that exists is replaced.</summary>
    public required bool Force { get; init; }

    /// <summary>Checks what can be checked before anything is read.</summary>
    /// <exception cref="CommandException">The file cannot be written, or options do not go together.</exception>
    public void Check()
    {
        if (!to.EndsWith(".keras", StringComparison.OrdinalIgnoreCase) && !to.EndsWith(OnnxEnding, StringComparison.OrdinalIgnoreCase))
            throw new CommandException(ExitCode.Usage, $"a file that ends in .keras or .onnx was expected, but received '{to}'.");
        if (Mode != Static && (Kept.Count > 0 || Method != Methods[0]))
        {
            throw new CommandException(ExitCode.Usage,
                $"--mode {Mode} rounds by no samples and every layer that it can: leave out --keep and --calibration.");
        }
        TargetFile.Check(to, Force);
    }

    /// <summary>Quantizes, writes and measures.</summary>
    public int Run(Model model, DatasetSplits data, int batch, CancellationToken cancellationToken)
    {
        var before = data.Evaluate(model, batch, cancellationToken);
        var quantized = Failure.Translated(() => Quantized(model, data), ExitCode.Data);
        TargetFile.Write(() =>
        {
            if (to.EndsWith(OnnxEnding, StringComparison.OrdinalIgnoreCase))
                quantized.ExportOnnx(to);
            else
                quantized.Save(to);
        });
        output.Say($"Wrote {to}: {Sizes.Bytes(new FileInfo(to).Length)}.");
        if (before is null || quantized.Optimizer is null)
            return ExitCode.Success;
        var after = data.Evaluate(quantized, batch, cancellationToken)!;
        for (var i = 0; i < before.Count; i++)
        {
            output.Say(string.Create(CultureInfo.InvariantCulture,
                $"{before.Names[i]}  {before[i]:G6} before, {after[i]:G6} quantized"));
        }
        return ExitCode.Success;
    }

    private Model Quantized(Model model, DatasetSplits data)
    {
        if (Mode != Static)
            return model.Quantize(Mode);
        if (Kept.FirstOrDefault(name => model.Layers.All(layer => layer.Name != name)) is { } unknown)
            throw new CommandException(ExitCode.Usage, $"--keep: the network has no layer '{unknown}'.");
        if (data.Inputs is not { } inputs)
        {
            throw new CommandException(ExitCode.Usage,
                "ranges are found from data that are in memory: give a named data set, an .npz or .csv file, or a folder of idx files.");
        }
        var samples = inputs.Narrow(0, 0, Math.Min(Samples, inputs.Shape[0])).Compute();
        return model.Quantize(samples, new QuantizationOptions
        {
            Calibration = (CalibrationMethod)Array.IndexOf(Methods, Method),
            Layers = name => !Kept.Contains(name),
        });
    }
}
