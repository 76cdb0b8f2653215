using System.Globalization;

namespace Cornea.Mpi.Worker;

/// <summary>A job of this program under a launcher, once it has ended.</summary>
/// <param name="ExitCode">What the launcher returned.</param>
/// <param name="Output">What all processes and the launcher wrote.</param>
/// <param name="Elapsed">How long it took.</param>
public sealed record MpiJob(int ExitCode, string Output, TimeSpan Elapsed)
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(5);

    /// <summary>The launchers of Debian that are installed.</summary>
    public static IReadOnlyList<string> Launchers => [.. new[] { "mpirun.openmpi", "mpirun.mpich" }.Where(IsInstalled)];

    /// <summary>The hashes of weights and history that the processes printed.</summary>
    public IReadOnlyList<string> Hashes => [.. Output.Split('\n').Where(line => line.StartsWith("rank ", StringComparison.Ordinal))
        .Select(line => line.Split(": ")[1].Split(' ')[0])];

    /// <summary>The program of a rank, and its arguments.</summary>
    public static IReadOnlyList<string> Worker(params IReadOnlyList<string> arguments)
    {
        var dotnet = Environment.ProcessPath is { } path && Path.GetFileNameWithoutExtension(path) == "dotnet" ? path : "dotnet";
        return [dotnet, Path.Combine(AppContext.BaseDirectory, "Cornea.Mpi.Worker.dll"), .. arguments];
    }

    /// <summary>Runs a job to its end.</summary>
    /// <param name="launcher">The launcher; none where empty.</param>
    /// <param name="processes">How many processes.</param>
    /// <param name="arguments">What they are told.</param>
    public static MpiJob Run(string launcher, int processes, params IReadOnlyList<string> arguments) =>
        Run(launcher, processes, null, arguments);

    /// <summary>Runs a job to its end.</summary>
    /// <param name="launcher">The launcher; none where empty.</param>
    /// <param name="processes">How many processes.</param>
    /// <param name="environment">Variables of the environment.</param>
    /// <param name="arguments">What they are told.</param>
    public static MpiJob Run(
        string launcher, int processes, IReadOnlyDictionary<string, string>? environment, IReadOnlyList<string> arguments)
    {
        using var job = Start(launcher, processes, environment, arguments);
        return job.End(Longest);
    }

    /// <summary>Starts a job.</summary>
    /// <param name="launcher">The launcher; none where empty.</param>
    /// <param name="processes">How many processes.</param>
    /// <param name="environment">Variables of the environment.</param>
    /// <param name="arguments">What they are told.</param>
    public static RunningJob Start(
        string launcher, int processes, IReadOnlyDictionary<string, string>? environment, IReadOnlyList<string> arguments)
    {
        var worker = Worker(arguments);
        string[] options = launcher == "mpirun.openmpi" ? ["--oversubscribe", "--mca", "btl", "self,vader"] : [];
        string[] number = ["-n", processes.ToString(CultureInfo.InvariantCulture)];
        return launcher == "" ? RunningJob.Start(worker, environment)
            : RunningJob.Start([launcher, .. number, .. options, .. worker], environment);
    }

    private static bool IsInstalled(string program) => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        .Any(folder => File.Exists(Path.Combine(folder, program)));
}
