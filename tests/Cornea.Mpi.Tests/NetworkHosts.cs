using System.Diagnostics;

namespace Cornea.Mpi.Tests;

/// <summary>Two hosts on this machine: network namespaces with names and addresses of their own, and a link between them.</summary>
internal sealed class NetworkHosts : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("cornea-hosts-").FullName;
    private readonly string _first = $"cornea-{Environment.ProcessId}-a";
    private readonly string _second = $"cornea-{Environment.ProcessId}-b";
    private readonly string _link = $"cr{Environment.ProcessId % 100000}a";
    private readonly string _otherEnd = $"cr{Environment.ProcessId % 100000}b";

    private DelayedLink? _delayed;

    private NetworkHosts()
    {
    }

    /// <summary>Packets that a delayed link has carried.</summary>
    public long Carried => _delayed?.Carried ?? 0;

    /// <summary>Makes the hosts.</summary>
    /// <param name="hosts">The hosts; null where the machine does not permit them.</param>
    /// <param name="delay">How late each packet between them comes; null for a link that delivers at once.</param>
    /// <returns>Why there are none; empty where there are.</returns>
    public static string TryCreate(out NetworkHosts? hosts, TimeSpan? delay = null)
    {
        hosts = null;
        if (!OperatingSystem.IsLinux())
        {
            return "network namespaces are Linux's";
        }
        var made = new NetworkHosts();
        string[][] link = delay is null
            ? [["ip", "link", "add", made._link, "netns", made._first, "type", "veth", "peer", "name", made._otherEnd,
                "netns", made._second]]
            : [["ip", "link", "set", made._link, "netns", made._first], ["ip", "link", "set", made._otherEnd, "netns", made._second]];
        if (delay is { } late)
        {
            try
            {
                made._delayed = new DelayedLink(made._link, made._otherEnd, late);
            }
            catch (IOException refused)
            {
                made.Dispose();
                return refused.Message;
            }
        }
        string[][] commands =
        [
            ["ip", "netns", "add", made._first], ["ip", "netns", "add", made._second], .. link,
            ["ip", "-n", made._first, "addr", "add", "10.83.0.1/24", "dev", made._link],
            ["ip", "-n", made._second, "addr", "add", "10.83.0.2/24", "dev", made._otherEnd],
            ["ip", "-n", made._first, "link", "set", "lo", "up"], ["ip", "-n", made._second, "link", "set", "lo", "up"],
            ["ip", "-n", made._first, "link", "set", made._link, "up"], ["ip", "-n", made._second, "link", "set", made._otherEnd, "up"],
            ["ip", "netns", "exec", made._first, "unshare", "--uts", "true"],
        ];
        foreach (var command in commands)
        {
            if (made.Try(command) is { Length: > 0 } refusal)
            {
                made.Dispose();
                return $"'{string.Join(' ', command)}' is not permitted: {refusal}";
            }
        }
        made._delayed?.Start();
        hosts = made;
        return "";
    }

    /// <summary>A command that starts one process on each host by Open MPI.</summary>
    /// <param name="program">The program and its arguments.</param>
    /// <param name="keepalive">Seconds of silence after which Open MPI's launcher asks whether the other host is still there.</param>
    public IReadOnlyList<string> Launch(IReadOnlyList<string> program, int keepalive = 20)
    {
        var agent = Path.Combine(_folder, "agent");
        // What ssh is elsewhere: the first argument is the host, the others are a command for its shell.
        File.WriteAllText(agent, $"""
            #!/bin/sh
            case $1 in 10.83.0.1) space={_first} name=host-a ;; *) space={_second} name=host-b ;; esac
            shift
            exec ip netns exec $space unshare --uts sh -c "hostname $name; $*"

            """);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(agent, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
        var quoted = string.Join(' ', program.Select(word => $"'{word}'"));
        // By default Open MPI's launcher takes minutes to find that it has lost a host.
        var command = "hostname host-a; exec mpirun.openmpi -n 2 -host 10.83.0.1:1,10.83.0.2:1 --mca plm_rsh_agent " + agent +
            $" --mca oob_tcp_keepalive_time {keepalive} --mca oob_tcp_keepalive_probes 2 --mca oob_tcp_keepalive_intvl 2" +
            " --mca btl self,tcp --mca btl_tcp_if_include 10.83.0.0/24 --mca oob_tcp_if_include 10.83.0.0/24 " + quoted;
        return ["ip", "netns", "exec", _first, "unshare", "--uts", "sh", "-c", command];
    }

    /// <summary>Cuts the link.</summary>
    public void Cut() => Try("ip", "-n", _first, "link", "set", _link, "down");

    public void Dispose()
    {
        _delayed?.Dispose();
        foreach (var space in (string[])[_first, _second])
        {
            // What a launcher behind a cut link left there.
            foreach (var process in Read("ip", "netns", "pids", space).Split('\n', StringSplitOptions.RemoveEmptyEntries))
            {
                Try("kill", "-KILL", process);
            }
            Try("ip", "netns", "del", space);
        }
        Directory.Delete(_folder, recursive: true);
    }

    private string Try(params string[] command)
    {
        try
        {
            using var process = Start(command);
            process.StandardOutput.ReadToEnd();
            var errors = process.StandardError.ReadToEnd().Trim();
            process.WaitForExit();
            return process.ExitCode == 0 ? "" : errors.Length > 0 ? errors : $"code {process.ExitCode}";
        }
        catch (System.ComponentModel.Win32Exception missing)
        {
            return missing.Message;
        }
    }

    private static string Read(params string[] command)
    {
        using var process = Start(command);
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? output : "";
    }

    private static Process Start(string[] command) => Process.Start(
        new ProcessStartInfo(command[0], command.Skip(1)) { RedirectStandardOutput = true, RedirectStandardError = true })!;
}
