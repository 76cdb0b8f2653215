using System.Diagnostics;

namespace Cornea.Mpi.Worker;

/// <summary>What a process does wrong after a step; nothing where the step is none.</summary>
internal sealed class Act(long step, string what) : Callback
{
    public override void OnTrainBatchEnd(int batch, Logs logs)
    {
        if (Trainer.TrainedSteps != step)
        {
            return;
        }
        switch (what)
        {
            case "throw":
                throw new InvalidOperationException("This process fails, as it was told to.");
            case "kill":
                Process.GetCurrentProcess().Kill();
                break;
            case "hang":
                Thread.Sleep(Timeout.Infinite);
                break;
            default:
                throw new ArgumentException($"Nobody knows how to '{what}'.");
        }
    }
}
