using System.Text.Json;

namespace Cornea.Conformance;

/// <summary>schedules.json: learning rates at given steps.</summary>
public sealed class SchedulesReplay : Replay
{
    public override string File => "schedules.json";

    protected override void Check(JsonElement test, Comparison comparison)
    {
        var schedule = Make(test.Text("class_name"), test.GetProperty("kwargs"));
        double[] rates = [.. test.GetProperty("steps").EnumerateArray().Select(step => schedule.At(step.GetInt64()))];
        // Relative: the rates are far below 1, so the absolute part of the comparison is taken out by dividing.
        var expected = test.GetProperty("values").Numbers();
        for (var i = 0; i < rates.Length; i++)
            comparison.Near($"value {i} over Keras's", expected[i] == 0 ? rates[i] : rates[i] / expected[i], expected[i] == 0 ? 0 : 1, 1e-6);
    }

    /// <summary>The schedule of a class name and constructor arguments.</summary>
    public static LearningRateSchedule Make(string className, JsonElement kwargs) => className switch
    {
        "ExponentialDecay" => new ExponentialDecay(
            kwargs.Number("initial_learning_rate"), kwargs.Number("decay_steps"), kwargs.Number("decay_rate"), kwargs.Flag("staircase")),
        "InverseTimeDecay" => new InverseTimeDecay(
            kwargs.Number("initial_learning_rate"), kwargs.Number("decay_steps"), kwargs.Number("decay_rate"), kwargs.Flag("staircase")),
        "PolynomialDecay" => new PolynomialDecay(
            kwargs.Number("initial_learning_rate"), kwargs.Number("decay_steps"), kwargs.Number("end_learning_rate", 0.0001),
            kwargs.Number("power", 1), kwargs.Flag("cycle")),
        "CosineDecay" => new CosineDecay(
            kwargs.Number("initial_learning_rate"), kwargs.Number("decay_steps"), kwargs.Number("alpha", 0),
            kwargs.Optional("warmup_target")?.Number(), kwargs.Number("warmup_steps", 0)),
        "CosineDecayRestarts" => new CosineDecayRestarts(
            kwargs.Number("initial_learning_rate"), kwargs.Number("first_decay_steps"), kwargs.Number("t_mul", 2), kwargs.Number("m_mul", 1),
            kwargs.Number("alpha", 0)),
        "PiecewiseConstantDecay" => new PiecewiseConstantDecay(
            [.. kwargs.GetProperty("boundaries").EnumerateArray().Select(boundary => boundary.GetInt64())], kwargs.GetProperty("values").Numbers()),
        _ => throw new UnsupportedCaseException(className),
    };
}
