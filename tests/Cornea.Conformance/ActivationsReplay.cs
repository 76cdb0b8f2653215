using System.Text.Json;

namespace Cornea.Conformance;

/// <summary>activations.json: values and gradients of the activation functions.</summary>
public sealed class ActivationsReplay : Replay
{
    public override string File => "activations.json";

    protected override void Check(JsonElement test, Comparison comparison)
    {
        var activation = KerasObjects.Activation(test.Text("name"), test.GetProperty("kwargs"));
        var x = test.GetProperty("x").Tensor();
        var y = activation.Apply(x);
        comparison.Near("y", y, test.GetProperty("y"), 1e-6);
        var gradient = Gradients.Of(y, [x], test.GetProperty("r").Tensor())[0];
        comparison.Near("grad", gradient, test.GetProperty("grad"), 1e-6);
    }
}
