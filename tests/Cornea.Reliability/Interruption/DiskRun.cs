using System.Diagnostics;

namespace Cornea.Reliability.Interruption;

/// <summary>A disk that is full, and one that may only be read.</summary>
internal static class DiskRun
{
    public static int Run(Arguments arguments)
    {
        if (!OperatingSystem.IsLinux() || !Environment.IsPrivilegedProcess)
        {
            Console.WriteLine("NOT RUN: mounting a small disk needs Linux and root.");
            return 0;
        }
        using var trial = new Trial("arrays");
        var backup = TrainingProgram.BackupOf(trial.Folder);
        Directory.CreateDirectory(backup);
        if (!Command("mount", "-t", "tmpfs", "-o", "size=1m", "cornea", backup))
        {
            Console.WriteLine("NOT RUN: a tmpfs cannot be mounted here.");
            return 0;
        }
        try
        {
            var problems = new List<string>();
            Full(trial, backup, problems);
            ReadOnly(trial, backup, problems);
            foreach (var problem in problems)
                Console.WriteLine($"  {problem}");
            Console.WriteLine(problems.Count == 0
                ? "A full disk and a read-only one: the last checkpoint was kept, the message said so, and the training went on to the " +
                  "same bits."
                : $"{problems.Count} things were not as they have to be.");
            return problems.Count == 0 ? 0 : 1;
        }
        finally
        {
            _ = Command("umount", backup);
        }
    }

    private static void Full(Trial trial, string backup, List<string> problems)
    {
        // A first run gets as far as a checkpoint or two; then a ballast leaves no room for another.
        using (var process = trial.Start())
        {
            process.WaitFor(TrainingProgram.Saving, 4);
            process.Kill();
            process.End();
        }
        var ballast = Path.Combine(backup, "ballast");
        Fill(ballast);
        var before = CheckpointFolder.List(backup);
        var (code, errors) = trial.RunToEnd();
        Console.WriteLine($"  full disk: code {code}, {errors.Trim()}");
        Check(code == TrainingProgram.InputOutput, $"on a full disk the program ended with {code}", problems);
        Check(
            errors.Contains("No space left", StringComparison.Ordinal) && errors.Contains("The last good one is", StringComparison.Ordinal),
            "the message does not say what happened and what was kept", problems);
        Check(CheckpointFolder.List(backup).SequenceEqual(before), "checkpoints are gone", problems);
        Check(trial.ProblemOfCheckpoints() is null, "the last checkpoint does not load", problems);
        Check(trial.Torn == 0, "a torn file is left", problems);
        File.Delete(ballast);
    }

    private static void ReadOnly(Trial trial, string backup, List<string> problems)
    {
        Check(Command("mount", "-o", "remount,ro", backup), "the disk cannot be made read-only", problems);
        var (code, errors) = trial.RunToEnd();
        Console.WriteLine($"  read-only disk: code {code}, {errors.Trim()}");
        Check(code == TrainingProgram.InputOutput, $"on a read-only disk the program ended with {code}", problems);
        Check(errors.Contains("Read-only file system", StringComparison.Ordinal), "the message does not say what happened", problems);
        Check(trial.ProblemOfCheckpoints() is null, "the last checkpoint does not load", problems);
        Check(Command("mount", "-o", "remount,rw", backup), "the disk cannot be made writable", problems);
        (code, errors) = trial.RunToEnd();
        Check(code == 0 && trial.Digest == Trial.WholeOf("arrays").Digest,
            $"the training did not go on to the same bits: {errors}", problems);
    }

    private static void Fill(string ballast)
    {
        using var file = new FileStream(ballast, FileMode.Create, FileAccess.Write, FileShare.None, 0);
        var page = new byte[4096];
        try
        {
            while (true)
                file.Write(page);
        }
        catch (IOException)
        {
            // Full.
        }
    }

    private static void Check(bool holds, string problem, List<string> problems)
    {
        if (!holds)
            problems.Add(problem);
    }

    private static bool Command(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
        process.WaitForExit();
        return process.ExitCode == 0;
    }
}
