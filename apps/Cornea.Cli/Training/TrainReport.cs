using System.Text.Json;
using Cornea.Cli.Output;

namespace Cornea.Cli.Training;

/// <summary>The JSON of a run's result.</summary>
internal static class TrainReport
{
    /// <summary>The members of the result.</summary>
    /// <param name="json">Where to write.</param>
    /// <param name="options">What was asked.</param>
    /// <param name="history">The metrics of each epoch.</param>
    /// <param name="test">The metrics on the test samples; null where the training was stopped or there are none.</param>
    /// <param name="seconds">How long the training took, its validation included.</param>
    /// <param name="run">The folder.</param>
    public static void Write(
        Utf8JsonWriter json, TrainOptions options, History history, EvaluationResult? test, double seconds, string run)
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
        WriteMetrics(json, "test", test);
        json.Number("seconds", Math.Round(seconds, 3));
        json.WriteString("run", run);
    }

    /// <summary>Metrics as an object, or null.</summary>
    public static void WriteMetrics(Utf8JsonWriter json, string name, EvaluationResult? metrics)
    {
        if (metrics is null)
        {
            json.WriteNull(name);
            return;
        }
        json.WriteStartObject(name);
        for (var i = 0; i < metrics.Count; i++)
            json.Number(metrics.Names[i], metrics[i]);
        json.WriteEndObject();
    }
}
