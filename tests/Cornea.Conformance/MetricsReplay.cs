using System.Text.Json;

namespace Cornea.Conformance;

/// <summary>metrics.json: the result after each of three batches, and the accumulators at the end.</summary>
public sealed class MetricsReplay : Replay
{
    private const double Tolerance = 1e-5;

    public override string File => "metrics.json";

    protected override void Check(JsonElement test, Comparison comparison)
    {
        var metric = KerasObjects.Metric(test.Text("class_name"), test.GetProperty("kwargs"));
        comparison.Same("name", metric.Name, test.GetProperty("config").Text("name"));
        foreach (var (batch, update) in test.GetProperty("updates").EnumerateArray().Index())
        {
            new CompiledFunction([], [], Updates(metric, update)).Run();
            comparison.Near($"result after batch {batch + 1}", metric.Result(), test.GetProperty("results")[batch], Tolerance);
        }
        if (test.Optional("state") is not { } state)
            return;
        comparison.Same("accumulators", string.Join(' ', metric.Variables.Select(variable => variable.Name)),
            string.Join(' ', state.EnumerateArray().Select(expected => expected.Text("name"))));
        foreach (var (variable, expected) in metric.Variables.Zip(state.EnumerateArray()))
            comparison.Near(variable.Name, variable.ToTensor(), expected.GetProperty("value"), Tolerance);
    }

    private static IReadOnlyList<Update> Updates(Metric metric, JsonElement update)
    {
        var (targets, weights) = (update.GetProperty("y_true").Tensor(), update.Tensor("sample_weight"));
        return metric switch
        {
            Mean mean => mean.Add(targets, weights),
            Sum sum => sum.Add(targets, weights),
            _ => metric.Update(targets, update.GetProperty("y_pred").Tensor(), weights),
        };
    }
}
