using System.Diagnostics;

namespace Cornea.Cli.Tests;

/// <summary>Runs the built tool as a process of its own in a folder of its own.</summary>
public sealed class Tool : IDisposable
{
    public Tool() => Folder = Directory.CreateTempSubdirectory("cornea-cli-").FullName;

    public string Folder { get; }

    public string this[string name] => Path.Combine(Folder, name);

    /// <summary>Environment variables of the process.</summary>
    public Dictionary<string, string> Environment { get; } = [];

    public ToolResult Run(params string[] arguments)
    {
        using var process = Start(arguments);
        return End(process);
    }

    public Process Start(params string[] arguments)
    {
        var start = new ProcessStartInfo(System.Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet")
        {
            WorkingDirectory = Folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "Cornea.Cli.dll"));
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        foreach (var name in (string[])["NO_COLOR", "FORCE_COLOR", "CORNEA_THREADS", "CORNEA_MEMORY_LIMIT", "COLUMNS"])
            start.Environment.Remove(name);
        foreach (var (name, value) in Environment)
            start.Environment[name] = value;
        return Process.Start(start)!;
    }

    public static ToolResult End(Process process)
    {
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return new ToolResult(process.ExitCode, output, error.Result);
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
