using System.Text;
using System.Text.Json;
using Cornea.Cli.Output;

namespace Cornea.Cli.Training;

/// <summary>What happens in a training as JSON lines, for a program that follows it: <c>begin</c>, <c>epoch</c>, <c>end</c>.</summary>
/// <param name="output">Where to write.</param>
/// <param name="run">The folder of the run.</param>
internal sealed class EventLines(TextWriter output, string run) : Callback
{
    public override bool OnFirstProcessAlone => true;

    public override void OnTrainBegin() => Write("begin", json =>
    {
        json.WriteString("run", run);
        json.WriteNumber("epochs", Parameters.Epochs);
        json.WriteNumber("steps", Parameters.Steps);
    });

    public override void OnEpochEnd(int epoch, Logs logs) => Write("epoch", json =>
    {
        json.WriteNumber("epoch", epoch + 1);
        foreach (var (name, value) in logs)
            json.Number(name, value);
    });

    /// <summary>Writes the last line.</summary>
    /// <param name="state"><c>finished</c> or <c>stopped</c>.</param>
    /// <param name="test">The metrics of the test; null where there was none.</param>
    /// <param name="seconds">How long the training took.</param>
    public void End(string state, EvaluationResult? test, double seconds) => Write("end", json =>
    {
        json.WriteString("state", state);
        TrainReport.WriteMetrics(json, "test", test);
        json.Number("seconds", Math.Round(seconds, 3));
    });

    private void Write(string name, Action<Utf8JsonWriter> write)
    {
        output.Write(Encoding.UTF8.GetString(JsonText.Line(json =>
        {
            json.WriteNumber("schema", CommandOutput.Schema);
            json.WriteString("event", name);
            write(json);
        })));
        output.Flush();
    }
}
