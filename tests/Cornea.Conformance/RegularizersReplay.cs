using System.Text.Json;

namespace Cornea.Conformance;

/// <summary>regularizers.json: penalties and their gradients.</summary>
public sealed class RegularizersReplay : Replay
{
    public override string File => "regularizers.json";

    protected override void Check(JsonElement test, Comparison comparison)
    {
        var regularizer = KerasObjects.Regularizer(test.Text("class_name"), test.GetProperty("kwargs"));
        var weight = test.GetProperty("w").Tensor();
        var penalty = regularizer.Penalty(weight);
        comparison.Near("value", penalty, test.GetProperty("value"), 1e-6);
        comparison.Near("grad", Gradients.Of(penalty, [weight])[0], test.GetProperty("grad"), 1e-6);
    }
}
