using System.Diagnostics;
using System.Text;
using Cornea.Cli.Data;
using Cornea.Cli.Output;

namespace Cornea.Cli.Training;

/// <summary>Measures the start: runs one step of a training and tells how long after the start of the process it was done.</summary>
internal sealed class FirstStep(TrainOptions options, CommandOutput output)
{
    public int Run(Model model, DatasetSplits data)
    {
        var prepared = SinceStart();
        var done = 0.0;
        var step = new LambdaCallback
        {
            TrainBatchEnd = (_, _) =>
            {
                if (done == 0)
                    done = SinceStart();
                model.StopTraining = true;
            },
        };
        data.Fit(model, new FitRequest(options.Batch, 1, Verbosity.Silent, [step], CancellationToken.None) { FirstStep = true });
        output.Result.Write(Encoding.UTF8.GetString(JsonText.Line(json =>
        {
            json.Number("prepared", prepared);
            json.Number("seconds", done);
        })));
        return ExitCode.Success;
    }

    private static double SinceStart()
    {
        using var process = Process.GetCurrentProcess();
        return Math.Round((DateTime.Now - process.StartTime).TotalSeconds, 3);
    }
}
