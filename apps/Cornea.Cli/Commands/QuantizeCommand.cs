using System.CommandLine;
using Cornea.Cli.Converting;
using Cornea.Cli.Help;
using Cornea.Cli.Options;
using Cornea.Cli.Output;

namespace Cornea.Cli.Commands;

/// <summary><c>cornea quantize</c>: writes a network that computes in 8 bits.</summary>
internal static class QuantizeCommand
{
    public static Command Create(StopSignals stop)
    {
        var source = EvaluationOptionSet.Create();
        var target = ValueOptions.Text("--output", null, "FILE", "The file to write: .keras or .onnx.", "-o");
        target.Required = true;
        var mode = ValueOptions.Choice("--mode", Quantizing.Modes, Quantizing.Static,
            "static for whole numbers with scales found from data, convolutions too; int8 and float8 as Keras's model.quantize.");
        var method = ValueOptions.Choice("--calibration", Quantizing.Methods, Quantizing.Methods[0],
            "How the range of a layer's inputs is chosen: the largest, or all but one of ten thousand.");
        var samples = ValueOptions.Integer("--samples", 500, 1, int.MaxValue, "Training samples that the ranges are found from.");
        var keep = ValueOptions.Text("--keep", null, "NAMES", "Layers that stay as they are, separated by commas.");
        var force = ValueOptions.Switch("--force", "Replace the file where it exists.");
        var command = new ToolCommand("quantize",
            "Write a network whose weights are kept, and whose products are computed, in 8 bits, and say what it costs in quality.",
            new("cornea quantize runs/digits -o small.keras", "with the data that the run was trained with"),
            new("cornea quantize model.keras --data mnist -o small.onnx --calibration percentile"),
            new("cornea quantize model.keras --data mnist -o keras.keras --mode int8", "in Keras's own form"))
        {
            target, mode, method, samples, keep, force,
        };
        source.AddTo(command);
        command.SetAction(result =>
        {
            CommonOptions.Apply(result);
            var output = CommandOutput.Of(result);
            var quantizing = new Quantizing(result.GetValue(target)!, output)
            {
                Mode = result.GetValue(mode)!,
                Method = result.GetValue(method)!,
                Samples = (int)result.GetValue(samples),
                Kept = result.GetValue(keep)?.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [],
                Force = result.GetValue(force),
            };
            quantizing.Check();
            var (model, data, _) = source.Load(result, output, stop);
            return quantizing.Run(model, data, source.Batch(result), stop.Token);
        });
        return command;
    }
}
