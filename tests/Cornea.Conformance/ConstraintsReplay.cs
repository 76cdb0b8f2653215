using System.Text.Json;

namespace Cornea.Conformance;

/// <summary>constraints.json: projected weights.</summary>
public sealed class ConstraintsReplay : Replay
{
    public override string File => "constraints.json";

    protected override void Check(JsonElement test, Comparison comparison)
    {
        var constraint = KerasObjects.Constraint(test.Text("class_name"), test.GetProperty("kwargs"));
        comparison.Near("result", constraint.Project(test.GetProperty("w").Tensor()), test.GetProperty("result"), 1e-6);
    }
}
