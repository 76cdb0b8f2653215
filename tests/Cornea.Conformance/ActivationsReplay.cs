using System.Text.Json;

namespace Cornea.Conformance;

/// <summary>activations.json: values and gradients of the activation functions.</summary>
public sealed class ActivationsReplay : Replay
{
    public override string File => "activations.json";

    protected override void Check(JsonElement test, Comparison comparison)
    {
        var activation = Make(test.Text("name"), test.GetProperty("kwargs"));
        var x = test.GetProperty("x").Tensor();
        var y = activation.Apply(x);
        comparison.Near("y", y, test.GetProperty("y"), 1e-6);
        var gradient = Gradients.Of(y, [x], test.GetProperty("r").Tensor())[0];
        comparison.Near("grad", gradient, test.GetProperty("grad"), 1e-6);
    }

    /// <summary>The activation of a function name and its arguments.</summary>
    public static Activation Make(string name, JsonElement kwargs)
    {
        if (!Activation.Names.Contains(name))
            throw new UnsupportedCaseException(name);
        return Activation.FromName(name) switch
        {
            ReluActivation => new ReluActivation(
                kwargs.Number("negative_slope", 0), kwargs.Optional("max_value")?.Number(), kwargs.Number("threshold", 0)),
            LeakyReluActivation defaults => new LeakyReluActivation(kwargs.Number("negative_slope", defaults.NegativeSlope)),
            EluActivation defaults => new EluActivation(kwargs.Number("alpha", defaults.Alpha)),
            CeluActivation defaults => new CeluActivation(kwargs.Number("alpha", defaults.Alpha)),
            GeluActivation => new GeluActivation(kwargs.Flag("approximate")),
            HardShrinkActivation defaults => new HardShrinkActivation(kwargs.Number("threshold", defaults.Threshold)),
            SoftShrinkActivation defaults => new SoftShrinkActivation(kwargs.Number("threshold", defaults.Threshold)),
            ThresholdActivation => new ThresholdActivation(kwargs.Number("threshold"), kwargs.Number("default_value")),
            SquareplusActivation defaults => new SquareplusActivation(kwargs.Number("b", defaults.B)),
            SoftmaxActivation => new SoftmaxActivation(kwargs.Whole("axis", -1)),
            LogSoftmaxActivation => new LogSoftmaxActivation(kwargs.Whole("axis", -1)),
            GluActivation => new GluActivation(kwargs.Whole("axis", -1)),
            SparsemaxActivation => new SparsemaxActivation(kwargs.Whole("axis", -1)),
            var plain => plain,
        };
    }
}
