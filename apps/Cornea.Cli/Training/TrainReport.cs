using System.Runtime.InteropServices;
using System.Text.Json;
using Cornea.Cli.Commands;

namespace Cornea.Cli.Training;

/// <summary>The JSON of a run: what it was asked, and what came of it.</summary>
internal static class TrainReport
{
    public static byte[] Configuration(TrainOptions options) => JsonText.Object(
        json =>
        {
            json.WriteString("model", options.Model);
            json.WriteString("data", options.Data);
            json.WriteNumber("epochs", options.Epochs);
            json.WriteNumber("batch", options.Batch);
            json.WriteNumber("seed", options.Seed);
            json.WriteString("optimizer", options.Optimizer);
            if (options.LearningRate is { } rate)
                json.WriteNumber("lr", rate);
            json.WriteNumber("validation_split", options.ValidationSplit);
            if (options.Limit is { } limit)
                json.WriteNumber("limit", limit);
            json.WriteNumber("threads", options.Threads);
            json.WriteString("started",
                DateTime.UtcNow.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture));
            json.WriteString("version", VersionCommand.Number);
            json.WriteString("runtime", RuntimeInformation.FrameworkDescription);
        },
        indented: true);

    /// <summary>The one object of <c>--json</c>.</summary>
    /// <param name="options">What was asked.</param>
    /// <param name="history">The metrics of each epoch.</param>
    /// <param name="test">The metrics on the test samples; null where the training was stopped.</param>
    /// <param name="seconds">How long the training took, its validation included.</param>
    /// <param name="run">The folder.</param>
    public static byte[] Result(TrainOptions options, History history, EvaluationResult? test, double seconds, string run) =>
        JsonText.Line(json =>
    {
        json.WriteString("model", options.Model);
        json.WriteStartObject("history");
        foreach (var (name, values) in history)
        {
            json.WriteStartArray(name);
            foreach (var value in values)
                json.Number(value);
            json.WriteEndArray();
        }
        json.WriteEndObject();
        if (test is null)
        {
            json.WriteNull("test");
        }
        else
        {
            json.WriteStartObject("test");
            for (var i = 0; i < test.Count; i++)
                json.Number(test.Names[i], test[i]);
            json.WriteEndObject();
        }
        json.Number("seconds", Math.Round(seconds, 3));
        json.WriteString("run", run);
    });

    public static void Epoch(Utf8JsonWriter json, int epoch, Logs logs, double seconds)
    {
        json.WriteNumber("epoch", epoch + 1);
        foreach (var (name, value) in logs)
            json.Number(name, value);
        json.Number("seconds", Math.Round(seconds, 3));
    }
}
