using Cornea.Mpi.Worker;
using Shouldly;

namespace Cornea.Mpi.Tests;

/// <summary>Ranks on different hosts. Where the machine does not permit to make hosts, the tests are skipped: NOT CHECKED.</summary>
public sealed class NetworkTests
{
    [Fact]
    public void Ranks_on_different_hosts_end_with_the_bits_of_one_process()
    {
        using var hosts = Hosts();
        using var running = RunningJob.Start(hosts.Launch(MpiJob.Worker("train", "8", "2")));
        var job = running.End(TimeSpan.FromMinutes(5));
        job.ExitCode.ShouldBe(0, job.Output);
        job.Hashes.Count.ShouldBe(2, job.Output);
        job.Hashes.ShouldAllBe(hash => hash == MpiTests.Alone);
    }

    [Fact]
    public void A_delayed_link_changes_no_bit()
    {
        using var hosts = Hosts();
        var refusal = hosts.TryDelay(20);
        Assert.SkipWhen(refusal.Length > 0, $"NOT CHECKED: links cannot be delayed here: {refusal}");
        using var running = RunningJob.Start(hosts.Launch(MpiJob.Worker("train", "8", "2")));
        var job = running.End(TimeSpan.FromMinutes(5));
        job.ExitCode.ShouldBe(0, job.Output);
        job.Hashes.ShouldAllBe(hash => hash == MpiTests.Alone);
    }

    [Fact]
    public void A_cut_link_is_an_error_that_names_the_host_behind_it()
    {
        using var hosts = Hosts();
        var folder = Directory.CreateTempSubdirectory("mpi");
        try
        {
            var backup = Path.Combine(folder.FullName, "backup");
            using var running = RunningJob.Start(
                hosts.Launch(MpiJob.Worker("train", "8", "100000", "--timeout", "5", "--backup", backup)));
            // In the midst of the training.
            while (!running.HasEnded && !(Directory.Exists(backup) && Directory.EnumerateFiles(backup, "checkpoint-*").Any()))
            {
                Thread.Sleep(20);
            }
            running.HasEnded.ShouldBeFalse(running.Output);
            hosts.Cut();
            // Open MPI's mpirun waits for its daemon behind the cut link: the ranks end, their launcher has to be ended.
            var job = running.End(TimeSpan.FromSeconds(40));
            job.ExitCode.ShouldNotBe(0);
            job.Output.ShouldContain("rank 1 on 'host-b' does not answer");
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static NetworkHosts Hosts()
    {
        Assert.SkipUnless(MpiJob.Launchers.Contains("mpirun.openmpi"), "NOT CHECKED: mpirun.openmpi is not installed.");
        var refusal = NetworkHosts.TryCreate(out var hosts);
        Assert.SkipUnless(hosts is not null, $"NOT CHECKED: {refusal}");
        return hosts!;
    }
}
