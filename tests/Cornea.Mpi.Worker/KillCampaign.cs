using System.Diagnostics;
using System.Globalization;

namespace Cornea.Mpi.Worker;

/// <summary>Kills random ranks at random moments, starts each job again with another number of processes, and compares the bits.</summary>
/// <param name="seed">Decides ranks, moments and numbers of processes.</param>
/// <param name="log">Where each kill is told of.</param>
public sealed class KillCampaign(int seed, TextWriter log)
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(10); // on a machine that has other work
    private readonly Random _random = new(seed);
    private readonly List<string> _failures = [];
    private readonly List<TimeSpan> _ends = [];

    /// <summary>What went wrong; nothing where all went well.</summary>
    public IReadOnlyList<string> Failures => _failures;

    /// <summary>How long each job took to end after its rank was killed.</summary>
    public IReadOnlyList<TimeSpan> Ends => _ends;

    /// <summary>Kills under one launcher.</summary>
    /// <param name="launcher">The launcher.</param>
    /// <param name="kills">How many kills.</param>
    /// <param name="epochs">How long the trainings are.</param>
    public void Run(string launcher, int kills, int epochs = 4)
    {
        string[] train = ["train", "8", epochs.ToString(CultureInfo.InvariantCulture)];
        var undisturbed = MpiJob.Run(launcher, 3, train);
        var expected = undisturbed.Hashes[0];
        while (kills > 0)
        {
            var folder = Directory.CreateTempSubdirectory("cornea-kill-");
            try
            {
                if (Kill(launcher, train, Path.Combine(folder.FullName, "backup"), expected, undisturbed.Elapsed))
                {
                    kills--;
                }
            }
            finally
            {
                folder.Delete(recursive: true);
            }
        }
    }

    // The launcher tells the other ranks to end and does not wait until the system has ended them.
    private static int Left(string backup)
    {
        var begin = Stopwatch.GetTimestamp();
        int left;
        while ((left = RankProcess.Find(backup).Count) > 0 && Stopwatch.GetElapsedTime(begin) < Grace)
        {
            Thread.Sleep(100);
        }
        return left;
    }

    // Whether a rank was killed while the job ran.
    private bool Kill(string launcher, string[] train, string backup, string expected, TimeSpan duration)
    {
        var (processes, rank, delay) = (_random.Next(2, 5), _random.Next(), duration * _random.NextDouble());
        rank %= processes;
        string[] arguments = [.. train, "--timeout", "60", "--backup", backup];
        using var job = MpiJob.Start(launcher, processes, null, arguments);
        Thread.Sleep(delay);
        var found = RankProcess.Find(backup, rank);
        if (found.Count == 0 || !RankProcess.Kill(found[0]))
        {
            return false; // not yet there, or gone already
        }
        var begin = Stopwatch.GetTimestamp();
        var ended = job.End(Longest);
        var took = Stopwatch.GetElapsedTime(begin);
        if (ended.ExitCode == 0)
        {
            return false; // it had done its work
        }
        var left = Left(backup);
        var again = MpiJob.Run(launcher, _random.Next(1, 5), arguments);
        var isSame = again.ExitCode == 0 && again.Hashes.Count > 0 && again.Hashes.All(hash => hash == expected);
        var text = string.Create(CultureInfo.InvariantCulture,
            $"{launcher}: rank {rank} of {processes} killed after {delay.TotalSeconds:0.00} s, the job ended with code {ended.ExitCode} " +
            $"{took.TotalSeconds:0.00} s later, {left} processes left; " +
            $"{(isSame ? "same bits" : "OTHER BITS OR NO END")} after the restart");
        log.WriteLine(text);
        _ends.Add(took);
        if (!isSame || left > 0)
        {
            _failures.Add(text + "\n" + again.Output);
        }
        return true;
    }
}
