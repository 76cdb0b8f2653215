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
        using var hosts = Hosts(TimeSpan.FromMilliseconds(10));
        using var running = RunningJob.Start(hosts.Launch(MpiJob.Worker("train", "8", "2")));
        var job = running.End(TimeSpan.FromMinutes(5));
        job.ExitCode.ShouldBe(0, job.Output);
        job.Hashes.Count.ShouldBe(2, job.Output);
        job.Hashes.ShouldAllBe(hash => hash == MpiTests.Alone);
        hosts.Carried.ShouldBeGreaterThan(100);
    }

    [Fact]
    public void Behind_a_cut_link_the_ranks_name_the_host()
    {
        // The launcher looks later than the ranks.
        var job = Cut(keepalive: 60, timeout: 5, TimeSpan.FromSeconds(40));
        job.ExitCode.ShouldNotBe(0);
        job.Output.ShouldContain("rank 1 on 'host-b' does not answer");
    }

    [Fact]
    public void Behind_a_cut_link_a_launcher_that_looks_often_ends_the_job()
    {
        var job = Cut(keepalive: 4, timeout: 120, TimeSpan.FromSeconds(90));
        job.ExitCode.ShouldNotBe(0);
        job.Output.ShouldContain("lost communication");
        job.Output.ShouldNotContain("The launcher did not end");
    }

    private static MpiJob Cut(int keepalive, int timeout, TimeSpan longest)
    {
        using var hosts = Hosts();
        var folder = Directory.CreateTempSubdirectory("mpi");
        try
        {
            var backup = Path.Combine(folder.FullName, "backup");
            using var running = RunningJob.Start(
                hosts.Launch(MpiJob.Worker("train", "8", "100000", "--timeout", $"{timeout}", "--backup", backup), keepalive));
            // In the midst of the training.
            while (!running.HasEnded && !(Directory.Exists(backup) && Directory.EnumerateFiles(backup, "checkpoint-*").Any()))
            {
                Thread.Sleep(20);
            }
            running.HasEnded.ShouldBeFalse(running.Output);
            hosts.Cut();
            return running.End(longest);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static NetworkHosts Hosts(TimeSpan? delay = null)
    {
        Assert.SkipUnless(MpiJob.Launchers.Contains("mpirun.openmpi"), "NOT CHECKED: mpirun.openmpi is not installed.");
        var refusal = NetworkHosts.TryCreate(out var hosts, delay);
        Assert.SkipUnless(hosts is not null, $"NOT CHECKED: {refusal}");
        return hosts!;
    }
}
