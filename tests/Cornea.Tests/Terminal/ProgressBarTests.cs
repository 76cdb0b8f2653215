using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Shouldly;

namespace Cornea.Tests.Terminal;

public sealed partial class ProgressBarTests
{
    private static readonly TextTerminal Wide = new() { Width = 300, Color = ColorLevel.TrueColor, Interactive = true };

    [Fact]
    public void Every_bar_of_the_fixtures_is_written_to_the_letter()
    {
        using var fixture = KerasFixtures.Load("utils.json");
        var cases = fixture.RootElement.GetProperty("progress_bar").EnumerateArray().ToArray();
        cases.Length.ShouldBe(14);
        // The clock runs on between the cases: a bar starts at the last time of the case before, so some times are negative.
        var clock = new SteppingClock();
        foreach (var one in cases)
        {
            var target = one.GetProperty("target");
            var output = new StringWriter();
            var bar = new ProgressBar(target.ValueKind == JsonValueKind.Null ? null : target.GetInt32(), output, Wide,
                (Verbosity)one.GetProperty("verbose").GetInt32(), clock, one.GetProperty("width").GetInt32(), one.GetProperty("interval")
                    .GetDouble());
            foreach (var update in one.GetProperty("updates").EnumerateArray())
            {
                clock.Now = update.GetProperty("elapsed").GetDouble();
                var finalize = update.GetProperty("finalize");
                bar.Update(update.GetProperty("current").GetInt32(), Values(update.GetProperty("values")),
                    finalize.ValueKind == JsonValueKind.Null ? null : finalize.GetBoolean());
                output.ToString().ShouldBe(update.GetProperty("text").GetString());
                output.GetStringBuilder().Clear();
            }
        }
    }

    [Fact]
    public void The_last_drawing_goes_on_below_the_bar_where_it_is_wider_than_the_terminal()
    {
        var output = new StringWriter();
        var bar = new ProgressBar(12, output, new TextTerminal { Width = 40, Interactive = true }, clock: new SteppingClock(0.125));

        bar.Update(12, [("accuracy", 0.5), ("loss", 1.5), ("val_accuracy", 0.25), ("val_loss", 2)]);

        var lines = output.ToString().TrimStart('\b', '\r').TrimEnd('\n').Split('\n');
        lines[0].ShouldStartWith("12/12 ━━━━━━━━━━━━━━━━━━━━ 0s ");
        lines[1..].ShouldBe(["      - accuracy: 0.5000 - loss: 1.5000", "      - val_accuracy: 0.2500", "      - val_loss: 2.0000"]);
    }

    [Fact]
    public void The_bars_of_a_whole_fit_are_written_to_the_letter()
    {
        using var fixture = KerasFixtures.Load("utils.json");
        foreach (var run in fixture.RootElement.GetProperty("fit_text").GetProperty("runs").EnumerateArray())
        {
            var verbosity = (Verbosity)run.GetProperty("verbose").GetInt32();
            var plain = run.GetProperty("plain").GetString()!;
            var text = run.GetProperty("text").GetString()!;
            var output = new StringWriter();
            foreach (var line in plain.Split('\n', StringSplitOptions.RemoveEmptyEntries))
            {
                if (line.StartsWith("Epoch", StringComparison.Ordinal))
                {
                    output.Write(line + "\n");
                    continue;
                }

                var bar = new ProgressBar(3, output, Wide, verbosity, new SteppingClock(0.125));
                var drawings = Drawing().Matches(line).Select(match => Metrics(match.Value)).ToArray();
                for (var i = 0; i < drawings.Length; i++)
                    bar.Update(verbosity == Verbosity.Line ? 3 : Math.Min(3, i + 1), drawings[i], finish: i == drawings.Length - 1);
            }

            output.ToString().ShouldBe(text);
        }
    }

    [Fact]
    public void Into_a_pipe_goes_one_line_at_the_end_without_control_characters()
    {
        var output = new StringWriter();
        var clock = new SteppingClock(0.5);
        var bar = new ProgressBar(3, output, new TextTerminal { Color = ColorLevel.TrueColor }, clock: clock);
        bar.Update(1, [("loss", 2.0)]);
        bar.Update(2, [("loss", 1.5)]);
        output.ToString().ShouldBe("");
        bar.Update(3, [("loss", 1.25), ("val_loss", 1e-5)]);
        output.ToString().ShouldBe("3/3 - 2s - 500ms/step - loss: 1.2500 - val_loss: 1.0000e-05\n");
    }

    [Fact]
    public void Without_colour_the_part_to_do_is_another_character()
    {
        Drawn(new TextTerminal { Interactive = true }).ShouldBe("\r1/4 ━━━━━─────────────── 3s 1s/step");
        Drawn(new TextTerminal { Interactive = true, Unicode = false }).ShouldBe("\r1/4 =====............... 3s 1s/step");

        static string Drawn(TextTerminal terminal)
        {
            var output = new StringWriter();
            new ProgressBar(4, output, terminal, clock: new SteppingClock(1)).Update(1);
            return output.ToString();
        }
    }

    [Fact]
    public void A_running_line_never_wraps()
    {
        var output = new StringWriter();
        var bar = new ProgressBar(2, output, new TextTerminal { Interactive = true, Width = 60 }, clock: new SteppingClock(1));
        (string, double)[] values = [("accuracy", 0.5), ("loss", 1), ("top_k_accuracy", 1)];
        bar.Update(1, values);
        output.ToString().ShouldBe("\r1/2 ━━━━━━━━━━────────── 1s 1s/step - accuracy: 0.5000");
        bar.Update(2, values);
        output.ToString().ShouldEndWith(" - accuracy: 0.5000\n    - loss: 1.0000 - top_k_accuracy: 1.0000\n");
    }

    [Fact]
    public void A_bar_is_shorter_where_the_terminal_is_narrow()
    {
        var output = new StringWriter();
        var bar = new ProgressBar(4, output, new TextTerminal { Interactive = true, Width = 24 }, clock: new SteppingClock(1));
        bar.Update(1);
        // 23 cells at most: 3 of "1/4", 2 of "3s", 7 of "1s/step" and 3 blanks leave 8 for the bar.
        output.ToString().ShouldBe("\r1/4 ━━────── 3s 1s/step");
        bar.Update(4);
        output.ToString().ShouldContain("\r4/4 ━━━━━━━━━━━━━━━━━━━━ ");
    }

    [Fact]
    public void A_hostile_metric_name_sends_no_escape_sequence()
    {
        var output = new StringWriter();
        new ProgressBar(1, output, TextTerminal.Plain, clock: new SteppingClock()).Update(1, [("a\e[2J\nb\u202E", 1)]);
        output.ToString().ShouldBe("1/1 - 0s - 0s/step - a\uFFFD[2J\uFFFDb\uFFFD: 1.0000\n");
    }

    [Fact]
    public void Silent_writes_nothing_and_more_steps_than_the_target_do_no_harm()
    {
        var output = new StringWriter();
        new ProgressBar(1, output, Wide, Verbosity.Silent).Update(1);
        output.ToString().ShouldBe("");
        new ProgressBar(2, output, Wide with { Color = ColorLevel.None }, clock: new SteppingClock()).Update(3);
        output.ToString().ShouldBe("\r3/2 ━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━ 0s 0s/step\n");
    }

    private static (string, double)[] Values(JsonElement values) =>
        [.. values.EnumerateObject()
        .Select(pair => (pair.Name, pair.Value.ValueKind == JsonValueKind.String ? double.NaN : pair.Value.GetDouble()))];

    private static (string, double)[] Metrics(string drawing) =>
        [.. Metric().Matches(drawing)
        .Select(match => (match.Groups[1].Value, double.Parse(match.Groups[2].Value, CultureInfo.InvariantCulture)))];

    // One drawing: "2/3" and all up to the next one; the last value of a drawing has four decimals, so the next count follows at once.
    [GeneratedRegex(@"\d/3 .*?(?=\d/3 |$)")]
    private static partial Regex Drawing();

    [GeneratedRegex(@" - (\w+): (\d+\.\d{4})")]
    private static partial Regex Metric();
}
