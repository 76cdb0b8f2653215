using System.Text.Json;

namespace Cornea.Conformance;

/// <summary>regularizers.json: penalties and their gradients.</summary>
public sealed class RegularizersReplay : Replay
{
    public override string File => "regularizers.json";

    protected override void Check(JsonElement test, Comparison comparison)
    {
        var regularizer = Make(test.Text("class_name"), test.GetProperty("kwargs"));
        var weight = test.GetProperty("w").Tensor();
        var penalty = regularizer.Penalty(weight);
        comparison.Near("value", penalty, test.GetProperty("value"), 1e-6);
        comparison.Near("grad", Gradients.Of(penalty, [weight])[0], test.GetProperty("grad"), 1e-6);
    }

    /// <summary>The regularizer of a class name and constructor arguments.</summary>
    public static Regularizer Make(string className, JsonElement kwargs) => className switch
    {
        "L1" => new L1(kwargs.Number("l1", 0.01)),
        "L2" => new L2(kwargs.Number("l2", 0.01)),
        "L1L2" => new L1L2(kwargs.Number("l1", 0), kwargs.Number("l2", 0)),
        "OrthogonalRegularizer" => new OrthogonalRegularizer(
            kwargs.Number("factor", 0.01), kwargs.Text("mode", "rows") == "rows" ? OrthogonalMode.Rows : OrthogonalMode.Columns),
        _ => throw new UnsupportedCaseException(className),
    };
}
