using Cornea.Mpi.Worker;
using Shouldly;

namespace Cornea.Mpi.Tests;

/// <summary>Jobs under the real launchers. Where neither is installed the tests are skipped, and say so.</summary>
public sealed class MpiTests
{
    internal static readonly string Alone = MpiJob.Run("", 1, "train", "8", "2").Hashes.ShouldHaveSingleItem();

    public static TheoryData<string> Launchers => new("mpirun.openmpi", "mpirun.mpich");

    [Theory]
    [MemberData(nameof(Launchers))]
    public void Any_number_of_processes_ends_with_the_bits_of_one_without_a_launcher(string launcher)
    {
        Require(launcher);
        foreach (var processes in (int[])[1, 2, 3, 4, 8])
        {
            var job = MpiJob.Run(launcher, processes, "train", "8", "2");
            job.ExitCode.ShouldBe(0, job.Output);
            job.Hashes.Count.ShouldBe(processes, job.Output);
            job.Hashes.ShouldAllBe(hash => hash == Alone);
        }
    }

    [Theory]
    [MemberData(nameof(Launchers))]
    public void Other_data_models_and_epochs_are_refused_by_name(string launcher)
    {
        Require(launcher);
        foreach (var (other,
            says) in new[] { ("data", "the data of rank 1"), ("model", "the model of rank 1"), ("epochs", "epochs 0 to 3"),
            ("optimizer", "optimizer.config.beta_1") })
        {
            var job = MpiJob.Run(launcher, 2, "train", "8", "2", "--other", "1:" + other);
            job.ExitCode.ShouldNotBe(0);
            job.Output.ShouldContain(says);
        }
    }

    [Theory]
    [MemberData(nameof(Launchers))]
    public void A_process_that_is_killed_or_fails_ends_the_job(string launcher)
    {
        Require(launcher);
        foreach (var act in (string[])["kill", "throw"])
        {
            var job = MpiJob.Run(launcher, 3, "train", "8", "20", "--timeout", "20", "--act", "1:9:" + act);
            job.ExitCode.ShouldNotBe(0);
            job.Hashes.ShouldBeEmpty();
        }
    }

    [Theory]
    [MemberData(nameof(Launchers))]
    public void A_process_that_hangs_is_named(string launcher)
    {
        Require(launcher);
        var job = MpiJob.Run(launcher, 3, "train", "8", "20", "--timeout", "3", "--act", "1:9:hang");
        job.ExitCode.ShouldNotBe(0);
        job.Output.ShouldContain("rank 1 on");
    }

    [Theory]
    [MemberData(nameof(Launchers))]
    public void A_job_goes_on_from_its_backup_with_another_number_of_processes_to_the_same_bits(string launcher)
    {
        Require(launcher);
        var folder = Directory.CreateTempSubdirectory("mpi");
        try
        {
            string[] train = ["train", "8", "2", "--backup", Path.Combine(folder.FullName, "backup")];
            MpiJob.Run(launcher, 4, [.. train, "--timeout", "20", "--act", "2:11:kill"]).ExitCode.ShouldNotBe(0);
            var job = MpiJob.Run(launcher, 3, train);
            job.ExitCode.ShouldBe(0, job.Output);
            job.Hashes.Count.ShouldBe(3);
            job.Hashes.ShouldAllBe(hash => hash == Alone);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Theory]
    [MemberData(nameof(Launchers))]
    public void Ranks_killed_at_random_moments_change_no_bit(string launcher)
    {
        Require(launcher);
        var campaign = new KillCampaign(seed: 3, TextWriter.Null);
        campaign.Run(launcher, kills: 2);
        campaign.Ends.Count.ShouldBe(2);
        campaign.Failures.ShouldBeEmpty();
    }

    [Fact]
    public void The_launcher_of_another_family_is_refused()
    {
        Require("mpirun.openmpi");
        Require("mpirun.mpich");
        var job = MpiJob.Run(
            "mpirun.openmpi", 2, new Dictionary<string, string> { ["CORNEA_MPI_LIBRARY"] = "libmpich.so.12" }, ["train", "8", "1"]);
        job.ExitCode.ShouldNotBe(0);
        job.Output.ShouldContain("launcher and library are of different families");
    }

    [Fact]
    public void A_library_that_is_missing_is_named()
    {
        var job = MpiJob.Run("", 1, new Dictionary<string, string>
        {
            ["OMPI_COMM_WORLD_SIZE"] = "2",
            ["CORNEA_MPI_LIBRARY"] = "libnone.so.1",
        }, ["train", "8", "1"]);
        job.ExitCode.ShouldBe(3);
        job.Output.ShouldContain("libnone.so.1");
    }

    private static void Require(string launcher) =>
        Assert.SkipUnless(MpiJob.Launchers.Contains(launcher), $"{launcher} is not installed: apt-get install openmpi-bin mpich.");
}
