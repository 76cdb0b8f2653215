using System.Diagnostics;

namespace Cornea.Reliability.Interruption;

/// <summary>Kills trainings at random moments and resumes them.</summary>
internal static class KillRun
{
    private const int UsualCount = 20;
    private const int SavesOfATraining = 60;
    private const double LongestSave = 4; // milliseconds, about: where in a save the kill comes is left to chance

    public static int Run(Arguments arguments)
    {
        var count = arguments.Count ?? UsualCount;
        var random = new Random(arguments.Seed);
        var (kills, inSave, torn, early, failed) = (0, 0, 0, 0, 0);
        var clock = Stopwatch.StartNew();
        for (var number = 0; number < count; number++)
        {
            var kind = number % 2 == 0 ? "arrays" : "dataset";
            var time = Trial.WholeOf(kind).Time;
            using var trial = new Trial(kind);
            string? problem = null;
            for (var kill = number % 10 == 9 ? 3 : 1; kill > 0 && problem is null && trial.Digest is null; kill--)
            {
                using var process = trial.Start();
                switch (number % 8)
                {
                    case 0 or 4:
                        inSave += process.WaitFor(TrainingProgram.Saving, random.Next(1, SavesOfATraining)) ? 1 : 0;
                        Spin(random.NextDouble() * LongestSave);
                        break;
                    case 1: // the start of the process too
                        Thread.Sleep(time * random.NextDouble());
                        break;
                    default:
                        process.WaitFor(TrainingProgram.Saving, random.Next(SavesOfATraining));
                        Thread.Sleep(time / SavesOfATraining * random.NextDouble());
                        break;
                }
                process.Kill();
                process.End();
                kills++;
                early += CheckpointFolder.List(TrainingProgram.BackupOf(trial.Folder)).Count == 0 ? 1 : 0;
                torn += trial.Torn;
                problem = trial.ProblemOfCheckpoints();
            }
            problem ??= trial.ProblemOfResuming();
            if (problem is null)
                continue;
            failed++;
            Console.WriteLine($"  training {number} ({kind}): {problem}");
        }
        Console.WriteLine(
            $"{count} trainings, {kills} kills ({inSave} aimed at a save, {torn} left a torn temporary file, {early} came before a " +
            $"checkpoint or after the end): {count - failed} ended with the bits of a training that ran through, {failed} did not; " +
            $"{clock.Elapsed.TotalSeconds:F0} s");
        return failed == 0 ? 0 : 1;
    }

    private static void Spin(double milliseconds)
    {
        var start = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(start).TotalMilliseconds < milliseconds)
            Thread.SpinWait(50);
    }
}
