using System.Diagnostics;
using System.Globalization;

namespace Cornea.Mpi.Tests;

/// <summary>A job of the worker program under a launcher.</summary>
/// <param name="ExitCode">What the launcher returned.</param>
/// <param name="Output">What all processes and the launcher wrote.</param>
/// <param name="Elapsed">How long it took.</param>
internal sealed record MpiJob(int ExitCode, string Output, TimeSpan Elapsed)
{
    /// <summary>The launchers that Debian installs.</summary>
    public static IReadOnlyList<string> Launchers => [.. new[] { "mpirun.openmpi", "mpirun.mpich" }.Where(IsInstalled)];

    /// <summary>The hashes of weights and history that the processes printed.</summary>
    public IReadOnlyList<string> Hashes => [.. Output.Split('\n').Where(line => line.StartsWith("rank ", StringComparison.Ordinal))
        .Select(line => line.Split(": ")[1].Split(' ')[0])];

    public static MpiJob Run(string launcher, int processes, params IReadOnlyList<string> arguments) =>
        Run(launcher, processes, null, arguments);

    public static MpiJob Run(string launcher, int processes, IReadOnlyDictionary<string, string>? environment,
        IReadOnlyList<string> arguments)
    {
        var worker = Path.Combine(AppContext.BaseDirectory, "Cornea.Mpi.Worker.dll");
        string[] options = launcher == "mpirun.openmpi" ? ["--oversubscribe", "--mca", "btl", "self,vader"] : [];
        string[] number = ["-n", processes.ToString(CultureInfo.InvariantCulture)];
        var dotnet = Environment.ProcessPath is { } path && Path.GetFileNameWithoutExtension(path) == "dotnet" ? path : "dotnet";
        return launcher == "" ? Start(dotnet, [worker, .. arguments], environment)
            : Start(launcher, [.. number, .. options, dotnet, worker, .. arguments], environment);
    }

    private static bool IsInstalled(string program) => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        .Any(folder => File.Exists(Path.Combine(folder, program)));

    private static MpiJob Start(string program, IReadOnlyList<string> arguments, IReadOnlyDictionary<string, string>? environment)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        // Open MPI refuses root without these; terminals' escapes would stand between the lines.
        (start.Environment["OMPI_ALLOW_RUN_AS_ROOT"], start.Environment["OMPI_ALLOW_RUN_AS_ROOT_CONFIRM"]) = ("1", "1");
        start.Environment["TERM"] = "dumb";
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }
        var begin = Stopwatch.GetTimestamp();
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        if (!process.WaitForExit(TimeSpan.FromMinutes(5)))
        {
            process.Kill(entireProcessTree: true);
        }
        process.WaitForExit();
        return new MpiJob(process.ExitCode, output.Result + errors.Result, Stopwatch.GetElapsedTime(begin));
    }
}
