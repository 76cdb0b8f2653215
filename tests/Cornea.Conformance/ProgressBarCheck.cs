using System.Text.Json;

namespace Cornea.Conformance;

/// <summary>The list of utils.json that is about progress bars: every drawing, to the letter.</summary>
internal static class ProgressBarCheck
{
    private static readonly TextTerminal Terminal = new() { Width = 300, Color = ColorLevel.TrueColor, Interactive = true };

    /// <summary>The drawings of one bar.</summary>
    /// <remarks>When the cases were made one clock ran through all of them: a bar starts at <c>started</c>, the last time of the case
    /// before.</remarks>
    public static void Run(JsonElement test, double started, Comparison comparison)
    {
        var (clock, output) = (new SetClock { Now = started }, new StringWriter());
        var bar = new ProgressBar(
            test.Optional("target")?.GetInt32(), output, Terminal, (Verbosity)test.Whole("verbose", 1), clock, test.Whole("width", 20),
            test.Number("interval"));
        foreach (var update in test.GetProperty("updates").EnumerateArray())
        {
            clock.Now = update.Number("elapsed");
            (string, double)[] values =
                [.. update.GetProperty("values").EnumerateObject().Select(pair => (pair.Name, pair.Value.Number()))];
            bar.Update(update.Whole("current", 0), values, update.Optional("finalize")?.GetBoolean());
            comparison.Same("drawing", output.ToString(), update.Text("text"));
            output.GetStringBuilder().Clear();
        }
    }

    /// <summary>The time at which a case ended.</summary>
    public static double EndOf(JsonElement test) => test.GetProperty("updates").EnumerateArray().Last().Number("elapsed");

    private sealed class SetClock : TimeProvider
    {
        public double Now { get; set; }

        public override long TimestampFrequency => 1_000_000_000;

        public override long GetTimestamp() => (long)Math.Round(Now * 1e9);
    }
}
