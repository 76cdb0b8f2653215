using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Cornea.Reliability.Interruption;

/// <summary>Ends trainings by SIGINT and SIGTERM and resumes them.</summary>
internal static class SignalRun
{
    private const int UsualCount = 10;

    public static int Run(Arguments arguments)
    {
        var count = arguments.Count ?? UsualCount;
        var random = new Random(arguments.Seed);
        var (stopped, ended, failed, slowest) = (0, 0, 0, TimeSpan.Zero);
        for (var number = 0; number < count; number++)
        {
            var (signal, expected) = number % 2 == 0 ? (PosixSignal.SIGINT, 130) : (PosixSignal.SIGTERM, 143);
            var kind = number / 2 % 2 == 0 ? "arrays" : "dataset";
            using var trial = new Trial(kind);
            var time = Trial.WholeOf(kind).Time;
            using var process = trial.Start();
            process.WaitFor(TrainingProgram.Ready, 1);
            Thread.Sleep(time * 0.8 * random.NextDouble());
            process.Signal(signal);
            var start = Stopwatch.GetTimestamp();
            // A second signal does not wait for the batch; the files have to be whole all the same.
            var twice = number % 5 == 4;
            if (twice)
                process.Signal(signal);
            var (code, errors) = process.End();
            var waited = Stopwatch.GetElapsedTime(start);
            slowest = waited > slowest ? waited : slowest;
            _ = code == 0 ? ended++ : stopped++;
            var problem = code == expected || (code == 0 && trial.Digest is not null) ? trial.ProblemOfCheckpoints()
                : $"ended with {code} instead of {expected}: {errors.Trim()}";
            problem ??= trial.ProblemOfResuming();
            if (problem is null)
                continue;
            failed++;
            Console.WriteLine($"  training {number} ({kind}, {signal}{(twice ? " twice" : "")}): {problem}");
        }
        Console.WriteLine(
            $"{count} trainings, SIGINT and SIGTERM in turn: {stopped} were stopped with 130 or 143 ({ended} had just ended), the " +
            $"slowest after {slowest.TotalSeconds:F2} s; {count - failed} ended with the bits of a training that ran through, " +
            $"{failed} did not");
        return failed == 0 ? 0 : 1;
    }
}
