using System.Globalization;
using System.Text;
using System.Text.Json;
using Cornea.Cli.Data;
using Cornea.Cli.Models;
using Cornea.Cli.Output;
using Cornea.Cli.Training;

namespace Cornea.Cli.Predicting;

/// <summary>One prediction from the files to the answers.</summary>
/// <param name="options">What was asked.</param>
/// <param name="output">Where to write.</param>
internal sealed class PredictRun(PredictOptions options, CommandOutput output)
{
    // Of longer tables the first rows are shown; --json and --output have all.
    private const int MostRows = 20, MostBars = 12;
    private static readonly string[] DigitData = ["mnist", "kmnist"];

    public int Execute()
    {
        string[] files = [.. options.Inputs.SelectMany(InputReader.Files)];
        var path = options.Model ?? NewestRun();
        var run = RunFolders.Of(path);
        var model = ModelSource.Load(path, output.Note);
        var sample = model.Inputs[0].Shape[1..];
        var reader = new InputReader(options, sample, options.Pixels ?? RunSettings.Pixels(run) ?? PixelRange.Unit,
            options.IsDigit ?? IsDigit(run, sample), RunSettings.FeatureNames(run));
        var names = options.Classes is { } classes ? ClassList.Read(classes) : RunSettings.TargetNames(run);
        var predictions = new List<(PredictionInput Input, Tensor Outputs)>();
        foreach (var file in files)
        {
            var input = reader.Read(file);
            predictions.Add((input, model.Predict(input.Rows, options.Batch, Verbosity.Silent)));
        }
        if (options.Output is { } target)
            Save(target, [.. predictions.Select(prediction => prediction.Outputs)]);
        if (output.Json)
        {
            WriteJson(path, predictions, names);
            return ExitCode.Success;
        }
        foreach (var (input, outputs) in predictions)
            Show(input, outputs, names);
        return ExitCode.Success;
    }

    // The newest run that has a network; a picture alone is enough to ask what it shows.
    private static string NewestRun() => RunFolder.List(RunFolders.Root).Where(run => File.Exists(run.ModelPath))
        .OrderByDescending(run => File.GetLastWriteTimeUtc(run.ModelPath)).FirstOrDefault()?.Path
        ?? throw new CommandException(ExitCode.Usage,
            "no network was given, and there is no run in the folder 'runs'. Give one with --model, or train one first: "
                + "cornea train --data mnist --model cnn");

    private static bool IsDigit(RunFolder? run, Shape sample)
    {
        if (!sample.IsKnown || sample.Size != DigitImage.Side * DigitImage.Side)
            return false;
        var data = RunSettings.DataName(run);
        return data is null || NamedDatasets.Find(data) is null || DigitData.Contains(data);
    }

    private void Show(PredictionInput input, Tensor outputs, IReadOnlyList<string> names)
    {
        var width = outputs.Size / outputs.Shape[0];
        var values = outputs.ToArray<double>();
        output.Reading.WriteLine(input.Name);
        if (input.Seen is { } seen)
            output.Reading.Write(Picture(seen));
        for (var row = 0; row < Math.Min(outputs.Shape[0], MostRows); row++)
        {
            var answer = values[(row * width)..((row + 1) * width)];
            if (!IsProbabilities(answer))
                output.Result.WriteLine(Numbers(answer, outputs.Shape[0] > 1 ? row : null, names));
            else if (outputs.Shape[0] == 1)
                output.Result.Write(Bars.Draw(Rows(answer, names), output.Terminal));
            else
                output.Result.WriteLine(Line(row, answer, names));
        }
        if (outputs.Shape[0] > MostRows)
        {
            output.Result.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"... {outputs.Shape[0] - MostRows:N0} more; --json or --output has them all."));
        }
    }

    private string Picture(Tensor seen)
    {
        var shape = seen.Shape;
        var terminal = output.Terminal with { Width = Math.Min(output.Terminal.Width, 64) };
        return ImageText.Draw(seen.ToArray<byte>(), shape[1], shape[0], shape.Rank == 3 ? shape[2] : 1, terminal);
    }

    private IReadOnlyList<(string, double)> Rows(double[] answer, IReadOnlyList<string> names)
    {
        var rows = answer.Select((probability, number) => (Name: NameOf(number, names), Probability: probability));
        return answer.Length <= MostBars ? [.. rows] : [.. rows.OrderByDescending(row => row.Probability).Take(options.Top)];
    }

    private static string Line(int row, double[] answer, IReadOnlyList<string> names)
    {
        var best = Array.IndexOf(answer, answer.Max());
        return string.Create(CultureInfo.InvariantCulture, $"  {row + 1,6}  {NameOf(best, names)}  {100 * answer[best]:F2} %");
    }

    private static string Numbers(double[] answer, int? row, IReadOnlyList<string> names)
    {
        var shown = string.Join("  ", answer.Take(8).Select(value => value.ToString("G6", CultureInfo.InvariantCulture)));
        var name = answer.Length == 1 && names.Count == 1 ? $"{names[0]}: " : "";
        return $"  {(row is { } number ? string.Create(CultureInfo.InvariantCulture, $"{number + 1,6}  ") : "")}{name}{shown}"
            + (answer.Length > 8 ? "  ..." : "");
    }

    private void WriteJson(string path, List<(PredictionInput Input, Tensor Outputs)> predictions, IReadOnlyList<string> names) =>
        output.WriteJson(json =>
        {
            json.WriteString("model", path);
            json.WriteStartArray("predictions");
            foreach (var (input, outputs) in predictions)
            {
                var width = outputs.Size / outputs.Shape[0];
                var values = outputs.ToArray<double>();
                for (var row = 0; row < outputs.Shape[0]; row++)
                    WriteRow(json, input.Name, row, values[(row * width)..((row + 1) * width)], names);
            }
            json.WriteEndArray();
        });

    private static void WriteRow(Utf8JsonWriter json, string input, int row, double[] answer, IReadOnlyList<string> names)
    {
        json.WriteStartObject();
        json.WriteString("input", input);
        json.WriteNumber("row", row);
        if (IsProbabilities(answer))
        {
            var best = Array.IndexOf(answer, answer.Max());
            json.WriteNumber("class", best);
            json.WriteString("name", NameOf(best, names));
            json.Number("probability", answer[best]);
        }
        json.WriteStartArray("outputs");
        foreach (var value in answer)
            json.Number(value);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Save(string target, Tensor[] outputs)
    {
        var all = outputs.Length == 1 ? outputs[0] : Tensor.Concat(outputs);
        if (target.EndsWith(".npy", StringComparison.OrdinalIgnoreCase))
        {
            NpyFile.Write(target, all.Compute());
            return;
        }
        var width = all.Size / all.Shape[0];
        var values = all.ToArray<double>();
        var text = new StringBuilder(string.Join(',', Enumerable.Range(0, width).Select(column => $"y{column}"))).Append('\n');
        for (var row = 0; row < all.Shape[0]; row++)
        {
            var cells = values.Skip(row * width).Take(width).Select(value => ((float)value).ToString("R", CultureInfo.InvariantCulture));
            text.Append(string.Join(',', cells)).Append('\n');
        }
        AtomicFile.Write(target, Encoding.UTF8.GetBytes(text.ToString()));
    }

    private static string NameOf(int number, IReadOnlyList<string> names) =>
        number < names.Count ? names[number] : number.ToString(CultureInfo.InvariantCulture);

    private static bool IsProbabilities(double[] answer) =>
        answer.Length > 1 && answer.All(value => value >= 0) && Math.Abs(answer.Sum() - 1) < 1e-3;
}
