using System.Diagnostics;
using System.Globalization;
using Cornea.Cli.Output;

namespace Cornea.Cli.Launching;

/// <summary>Processes of this tool under a launcher of MPI.</summary>
/// <param name="launcher">The launcher and its own options.</param>
/// <param name="processes">How many to start.</param>
/// <param name="output">Where to tell of failures.</param>
/// <param name="stop">Tells of Ctrl-C.</param>
internal sealed class Job(IReadOnlyList<string> launcher, int processes, CommandOutput output, StopSignals stop)
{
    // The same would come again.
    private static readonly int[] Final =
    [
        ExitCode.Success, ExitCode.Usage, ExitCode.Data, ExitCode.Numeric, ExitCode.CheckFailed, ExitCode.Resource, ExitCode.Interrupted,
        ExitCode.Terminated,
    ];

    // By default Open MPI's launcher takes minutes to find that a machine is cut off, and never ends where it has just told it something:
    // it looks after 8 to 12 s of silence, sooner than the processes wait for one another. The older names, and those of version 5.
    private static readonly (string Name, int Value)[] Keepalive =
    [
        ("oob_tcp_keepalive_time", 8), ("oob_tcp_keepalive_intvl", 2), ("oob_tcp_keepalive_probes", 2),
    ];

    /// <summary>Runs the job, again where it fails.</summary>
    /// <param name="arguments">What the processes are told.</param>
    /// <param name="restarts">How many times it may be started again.</param>
    /// <returns>The exit code of the last start.</returns>
    public int Run(JobArguments arguments, int restarts)
    {
        var code = Start(arguments.First);
        for (var restart = 1; restart <= restarts && !Final.Contains(code) && !stop.Token.IsCancellationRequested; restart++)
        {
            output.Log.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"cornea: the job ended with code {code}. Starting it again ({restart} of {restarts}), from its last checkpoint."));
            code = Start(arguments.Again);
        }
        if (code != 0)
            output.Log.WriteLine(string.Create(CultureInfo.InvariantCulture, $"cornea: the job ended with code {code}."));
        return code;
    }

    private int Start(IReadOnlyList<string> command)
    {
        string[] number = ["-n", processes.ToString(CultureInfo.InvariantCulture)];
        var start = new ProcessStartInfo(launcher[0], [.. launcher.Skip(1), .. number, .. Tool, .. command]);
        // The terminal is the launcher's: what the processes write passes through its pipes.
        start.Environment["TERM"] = "dumb";
        foreach (var family in (string[])["OMPI", "PRTE"])
        {
            foreach (var (name, value) in Keepalive)
                start.Environment.TryAdd($"{family}_MCA_{name}", value.ToString(CultureInfo.InvariantCulture));
        }
        try
        {
            using var process = Process.Start(start)!;
            using var forwards = stop.Token.Register(() => Terminate(process));
            process.WaitForExit();
            return process.ExitCode;
        }
        catch (System.ComponentModel.Win32Exception exception)
        {
            throw new CommandException(ExitCode.Usage,
                $"cannot start '{launcher[0]}': {exception.Message} Install an MPI, such as Debian's openmpi-bin or mpich, or name its "
                    + "launcher: --mpirun COMMAND.", exception);
        }
    }

    // Ctrl-C reaches the launcher from the terminal; SIGTERM is for this process alone.
    private void Terminate(Process process)
    {
        if (stop.ExitCode != ExitCode.Terminated || process.HasExited)
            return;
        if (OperatingSystem.IsWindows())
        {
            process.Kill();
            return;
        }
        using var kill = Process.Start("kill", ["-TERM", process.Id.ToString(CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }

    // Started by dotnet, the program is its first argument.
    private static string[] Tool => Environment.ProcessPath is { } path && Path.GetFileNameWithoutExtension(path) != "dotnet"
        ? [path] : [Environment.ProcessPath ?? "dotnet", Path.GetFullPath(Environment.GetCommandLineArgs()[0])];
}
