using System.Text.Json;

namespace Cornea.Conformance;

/// <summary>losses.json: values under every reduction, and gradients.</summary>
public sealed class LossesReplay : Replay
{
    public override string File => "losses.json";

    protected override void Check(JsonElement test, Comparison comparison)
    {
        var loss = KerasObjects.Loss(test.Text("class_name"), test.GetProperty("kwargs"));
        var prediction = test.GetProperty("y_pred").Tensor();
        var value = loss.Call(test.GetProperty("y_true").Tensor(), prediction, test.Tensor("sample_weight"));
        var tolerance = test.Text("data").EndsWith("_edge", StringComparison.Ordinal) ? 1e-4 : 1e-5;
        comparison.Near("value", value, test.GetProperty("value"), tolerance);
        var gradient = Gradients.Of(value, [prediction], test.GetProperty("r").Tensor())[0];
        comparison.Near("grad", gradient, test.GetProperty("grad"), tolerance);
    }
}
