using System.Text.Json;

namespace Cornea.Cli.Output;

/// <summary>What came of an evaluation as JSON.</summary>
internal static class EvaluationJson
{
    public static void Write(Utf8JsonWriter json, Evaluation? evaluation)
    {
        switch (evaluation)
        {
            case ClassificationEvaluation classes:
                Write(json, classes.Classes);
                Write(json, classes.Confusion);
                break;
            case MultilabelEvaluation labels:
                Write(json, labels.Classes);
                json.Number("subset_accuracy", labels.SubsetAccuracy);
                json.Number("hamming_loss", labels.HammingLoss);
                break;
            case RegressionEvaluation regression:
                json.WriteStartObject("regression");
                foreach (var (name, value) in regression.ToTable())
                    json.Number(name, value);
                json.WriteEndObject();
                break;
        }
    }

    private static void Write(Utf8JsonWriter json, IReadOnlyList<ClassMetrics> classes)
    {
        json.WriteStartArray("classes");
        foreach (var metrics in classes)
        {
            json.WriteStartObject();
            json.WriteString("name", metrics.Name);
            json.Number("precision", metrics.Precision);
            json.Number("recall", metrics.Recall);
            json.Number("f1", metrics.F1);
            json.WriteNumber("support", metrics.Support);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private static void Write(Utf8JsonWriter json, ConfusionMatrix confusion)
    {
        json.WriteStartArray("confusion");
        foreach (var row in confusion.Rows)
        {
            json.WriteStartArray();
            foreach (var count in row)
                json.WriteNumberValue(count);
            json.WriteEndArray();
        }
        json.WriteEndArray();
    }
}
