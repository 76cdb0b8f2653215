using System.Diagnostics;
using Shouldly;

namespace Cornea.Cli.Tests;

/// <summary>Trainings in several processes. Where no MPI is installed those under a launcher are skipped, and say so.</summary>
public sealed class LaunchTests : IDisposable
{
    private readonly Tool _tool = new();

    public LaunchTests()
    {
        SmallDigits.Write(_tool["digits"], 60);
        (_tool.Environment["OMPI_ALLOW_RUN_AS_ROOT"], _tool.Environment["OMPI_ALLOW_RUN_AS_ROOT_CONFIRM"]) = ("1", "1");
        _tool.Environment["CORNEA_THREADS"] = "1";
    }

    public void Dispose() => _tool.Dispose();

    public static TheoryData<string> Launchers => new("mpirun.openmpi", "mpirun.mpich");

    [Theory]
    [MemberData(nameof(Launchers))]
    public void Processes_end_with_the_bits_of_one(string launcher)
    {
        Require(launcher);
        Alone(epochs: 2);
        var job = Launch(launcher, 3, 0, [.. Train(2), "--shards", "4", "--out", "job"]).ShouldHaveEndedWith(0);
        Weights("job").ShouldBe(Weights("alone"));
        // The first process alone prints.
        job.Output.Split("est accuracy").Length.ShouldBe(2, job.Output);
        job.Output.ShouldContain("3 processes by");
        job.Output.ShouldContain("bytes a step");
        // The optimizer's state in parts changes no bit.
        Launch(launcher, 2, 0, [.. Train(2), "--shards", "4", "--shard-optimizer", "--out", "parts", "--quiet"]).ShouldHaveEndedWith(0);
        Weights("parts").ShouldBe(Weights("alone"));
        // With another number of processes the run goes on to the bits of one that was asked for as many epochs at first.
        Alone(epochs: 4, folder: "longer");
        Launch(launcher, 2, 0, ["resume", "job", "--epochs", "4", "--quiet"]).ShouldHaveEndedWith(0);
        Weights("job").ShouldBe(Weights("longer"));
    }

    [Theory]
    [MemberData(nameof(Launchers))]
    public void A_killed_process_is_started_again_to_the_bits_of_an_undisturbed_run(string launcher)
    {
        Require(launcher);
        Alone(epochs: 40);
        var (folder, result, turn) = ("", default(ToolResult), 0);
        // On a machine that does other things meanwhile, a job may end before it is seen: then another one is killed.
        for (var isKilled = false; !isKilled && turn < 5; turn++)
        {
            folder = $"job-{turn}";
            using var process = _tool.Start(["launch", "-n", "3", "--restart", "2", "--mpirun", Command(launcher), "--", .. Train(40),
                "--shards", "4", "--out", folder, "--quiet"]);
            // Somewhere behind the first checkpoint, and long before the end.
            while (!process.HasExited && !(Directory.Exists(_tool[$"{folder}/backup"])
                && Directory.EnumerateFiles(_tool[$"{folder}/backup"], "checkpoint-*").Any()))
            {
                Thread.Sleep(5);
            }
            isKilled = Kill(rank: 1);
            result = Tool.End(process).ShouldHaveEndedWith(0);
        }
        result!.Error.ShouldContain("Starting it again (1 of 2)");
        Weights(folder).ShouldBe(Weights("alone"));
    }

    [Fact]
    public void What_would_fail_again_is_not_started_again()
    {
        Require("mpirun.openmpi");
        var job = Launch("mpirun.openmpi", 2, 3, ["train", "--data", "nothing"]).ShouldHaveEndedWith(3);
        job.Error.ShouldContain("cannot find the data 'nothing'");
        job.Error.ShouldNotContain("Starting it again");
        Launch("mpirun.openmpi", 3, 3, [.. Train(1), "--shards", "2"]).ShouldHaveEndedWith(2).Error.ShouldContain("--shards 2");
    }

    [Fact]
    public void Other_commands_and_a_missing_launcher_are_refused()
    {
        _tool.Run("launch", "-n", "2", "--", "predict", "a.png").ShouldHaveEndedWith(2).Error.ShouldContain("but received 'predict'");
        _tool.Run("launch", "--mpirun", "no-such-launcher", "--", "train").ShouldHaveEndedWith(2).Error
            .ShouldContain("cannot start 'no-such-launcher'");
    }

    [Fact]
    public void A_run_that_is_there_goes_on_where_it_is_asked_to_continue()
    {
        Alone(epochs: 3);
        _tool.Run([.. Train(3), "--shards", "4", "--out", "alone"]).ShouldHaveEndedWith(2).Error.ShouldContain("holds a run already");
        var before = Weights("alone");
        _tool.Run([.. Train(3), "--shards", "4", "--out", "alone", "--continue", "--quiet"]).ShouldHaveEndedWith(0);
        Weights("alone").ShouldBe(before);
    }

    private void Alone(int epochs, string folder = "alone") =>
        _tool.Run([.. Train(epochs), "--shards", "4", "--out", folder, "--quiet"]).ShouldHaveEndedWith(0);

    private static string[] Train(int epochs) =>
        ["train", "--data", "digits", "--model", "dense", "--batch", "16", "--epochs", $"{epochs}"];

    private ToolResult Launch(string launcher, int processes, int restarts, string[] command) => _tool.Run(
        ["launch", "-n", $"{processes}", "--restart", $"{restarts}", "--mpirun", Command(launcher), "--", .. command]);

    private static string Command(string launcher) =>
        launcher == "mpirun.openmpi" ? "mpirun.openmpi --oversubscribe --mca btl self,vader" : launcher;

    private byte[] Weights(string run) => File.ReadAllBytes(_tool[$"{run}/weights.safetensors"]);

    // The process of a rank: it runs in the folder of this test. Whether there was one.
    private bool Kill(int rank)
    {
        var isKilled = false;
        foreach (var folder in Directory.EnumerateDirectories("/proc").Where(name => int.TryParse(Path.GetFileName(name), out _)))
        {
            try
            {
                var variables = File.ReadAllText($"{folder}/environ").Split('\0');
                if (new FileInfo($"{folder}/cwd").LinkTarget == _tool.Folder
                    && (variables.Contains($"OMPI_COMM_WORLD_RANK={rank}") || variables.Contains($"PMI_RANK={rank}"))
                    && File.ReadAllText($"{folder}/cmdline").Contains("Cornea.Cli.dll", StringComparison.Ordinal))
                {
                    using var process = Process.GetProcessById(int.Parse(Path.GetFileName(folder)));
                    process.Kill();
                    isKilled = true;
                }
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException)
            {
                // It ended meanwhile, or is another user's.
            }
        }
        return isKilled;
    }

    private static void Require(string launcher)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Processes are found in /proc.");
        Assert.SkipUnless((Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .Any(folder => File.Exists(Path.Combine(folder, launcher))),
            $"{launcher} is not installed: apt-get install openmpi-bin mpich.");
    }
}
