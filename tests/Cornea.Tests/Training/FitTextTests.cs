using System.Text.RegularExpressions;
using Shouldly;

namespace Cornea.Tests.Training;

public sealed partial class FitTextTests
{
    [Theory]
    [InlineData(Verbosity.Bar)]
    [InlineData(Verbosity.Line)]
    [InlineData(Verbosity.Silent)]
    public void Fit_evaluate_and_predict_print_what_Keras_prints(Verbosity verbose)
    {
        using var fixtures = KerasFixtures.Load("utils.json");
        var expected = fixtures.RootElement.GetProperty("fit_text").GetProperty("runs").EnumerateArray()
            .First(run => run.GetProperty("verbose").GetInt32() == (int)verbose).GetProperty("text").GetString()!;
        using var writer = new StringWriter();
        var x = Tensor.From([.. Enumerable.Range(0, 20).Select(i => i / 20f)], [10, 2]);
        var model = new Sequential { new Dense(1, kernelInitializer: new Ones(), inputDim: 2) };
        // Wide enough for each line, which Keras leaves to the terminal to break.
        model.Trainer.Output = new ProgressOutput(writer, new TextTerminal { Interactive = true, Color = ColorLevel.Basic, Width = 120 },
            new SteppingClock(0.125));
        model.Compile(new SGD(), new MeanSquaredError(), [new MeanAbsoluteError()]);
        model.Metrics[0].Name = "mae";

        model.Fit(x, x[.., ..1], batchSize: 3, epochs: 2, verbose, validationSplit: 0.2, shuffle: false);
        model.Evaluate(x, x[.., ..1], batchSize: 4, verbose);
        model.Predict(x, batchSize: 4, verbose);

        WithoutTimes(writer.ToString()).ShouldBe(WithoutTimes(expected));
    }

    // The clocks differ, and with them how many backspaces take a line back.
    private static string WithoutTimes(string text) => Times().Replace(text.Replace("\b", ""), "TIME");

    [GeneratedRegex("(\\e\\[1m)?\\d+s(\\e\\[0m)?( -)? \\d+(s|ms|us)/step *")]
    private static partial Regex Times();
}
