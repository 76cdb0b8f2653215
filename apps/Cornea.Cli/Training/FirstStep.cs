using System.Diagnostics;
using System.Text;

namespace Cornea.Cli.Training;

/// <summary>Measures the start: runs one step of a training and tells how long after the start of the process each part was done.</summary>
internal sealed class FirstStep(TrainOptions options, CommandOutput output)
{
    private readonly List<(string Part, double Seconds)> _done = [];

    public void Mark(string part)
    {
        using var process = Process.GetCurrentProcess();
        _done.Add((part, Math.Round((DateTime.Now - process.StartTime).TotalSeconds, 3)));
    }

    public int Run(Model model, DigitData data)
    {
        var step = new LambdaCallback
        {
            TrainBegin = () => Mark("compiled"),
            TrainBatchEnd = (_, _) =>
            {
                Mark("seconds");
                model.StopTraining = true;
            },
        };
        // The validation's step is made as in any training, but not run: it comes after two epochs, and there is one.
        model.Fit(data.X, data.Y, options.Batch, 1, Verbosity.Silent, options.ValidationSplit, stepsPerEpoch: 1, validationFrequency: 2, callbacks: [step]);
        output.Result.Write(Encoding.UTF8.GetString(JsonText.Line(json =>
        {
            foreach (var (part, seconds) in _done)
                json.Number(part, seconds);
        })));
        return ExitCode.Success;
    }
}
