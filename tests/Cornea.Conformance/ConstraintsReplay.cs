using System.Text.Json;

namespace Cornea.Conformance;

/// <summary>constraints.json: projected weights.</summary>
public sealed class ConstraintsReplay : Replay
{
    public override string File => "constraints.json";

    protected override void Check(JsonElement test, Comparison comparison)
    {
        var constraint = Make(test.Text("class_name"), test.GetProperty("kwargs"));
        comparison.Near("result", constraint.Project(test.GetProperty("w").Tensor()), test.GetProperty("result"), 1e-6);
    }

    /// <summary>The constraint of a class name and constructor arguments.</summary>
    public static Constraint Make(string className, JsonElement kwargs) => className switch
    {
        "NonNeg" => new NonNeg(),
        "UnitNorm" => new UnitNorm { Axes = [.. kwargs.Axes("axis") ?? [0]] },
        "MaxNorm" => new MaxNorm(kwargs.Number("max_value", 2)) { Axes = [.. kwargs.Axes("axis") ?? [0]] },
        "MinMaxNorm" => new MinMaxNorm(kwargs.Number("min_value", 0), kwargs.Number("max_value", 1), kwargs.Number("rate", 1))
        {
            Axes = [.. kwargs.Axes("axis") ?? [0]],
        },
        _ => throw new UnsupportedCaseException(className),
    };
}
