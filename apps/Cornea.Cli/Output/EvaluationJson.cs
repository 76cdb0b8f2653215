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
                Write(json, classes);
                break;
            case RegressionEvaluation regression:
                json.WriteStartObject("regression");
                foreach (var (name, value) in regression.ToTable())
                    json.Number(name, value);
                json.WriteEndObject();
                break;
        }
    }

    private static void Write(Utf8JsonWriter json, ClassificationEvaluation evaluation)
    {
        json.WriteStartArray("classes");
        for (var index = 0; index < evaluation.Classes.Count; index++)
        {
            var metrics = evaluation.Classes[index];
            json.WriteStartObject();
            json.WriteString("name", evaluation.ClassNames[index]);
            json.Number("precision", metrics.Precision);
            json.Number("recall", metrics.Recall);
            json.Number("f1", metrics.F1);
            json.WriteNumber("support", metrics.Support);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteStartArray("confusion");
        for (var actual = 0; actual < evaluation.ClassNames.Count; actual++)
        {
            json.WriteStartArray();
            for (var predicted = 0; predicted < evaluation.ClassNames.Count; predicted++)
                json.WriteNumberValue(evaluation.Confusion[actual, predicted]);
            json.WriteEndArray();
        }
        json.WriteEndArray();
    }
}
