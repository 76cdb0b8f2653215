using System.Text.Json;

namespace Cornea.Conformance;

/// <summary>schedules.json: learning rates at given steps.</summary>
public sealed class SchedulesReplay : Replay
{
    public override string File => "schedules.json";

    protected override void Check(JsonElement test, Comparison comparison)
    {
        var schedule = KerasObjects.Make<LearningRateSchedule>(ClassKind.Schedule, test.Text("class_name"), test.GetProperty("kwargs"));
        double[] rates = [.. test.GetProperty("steps").EnumerateArray().Select(step => schedule.At(step.GetInt64()))];
        // Relative: the rates are far below 1, so the absolute part of the comparison is taken out by dividing.
        var expected = test.GetProperty("values").Numbers();
        for (var i = 0; i < rates.Length; i++)
        {
            comparison.Near($"value {i} over Keras's", expected[i] == 0 ? rates[i] : rates[i] / expected[i], expected[i] == 0 ? 0 : 1,
                1e-6);
        }
    }
}
