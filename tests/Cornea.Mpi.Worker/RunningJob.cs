using System.Diagnostics;
using System.Text;

namespace Cornea.Mpi.Worker;

/// <summary>A job that runs.</summary>
public sealed class RunningJob : IDisposable
{
    private static readonly TimeSpan Trailing = TimeSpan.FromSeconds(3);
    private readonly Process _process;
    private readonly StringBuilder _output = new();
    private readonly long _begin = Stopwatch.GetTimestamp();

    private RunningJob(ProcessStartInfo start)
    {
        _process = Process.Start(start)!;
        _process.OutputDataReceived += (_, line) => Take(line.Data);
        _process.ErrorDataReceived += (_, line) => Take(line.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>Whether the launcher has ended.</summary>
    public bool HasEnded => _process.HasExited;

    /// <summary>What was written so far.</summary>
    public string Output
    {
        get
        {
            lock (_output)
            {
                return _output.ToString();
            }
        }
    }

    /// <summary>Starts a command.</summary>
    /// <param name="command">The program and its arguments.</param>
    /// <param name="environment">Variables of the environment.</param>
    public static RunningJob Start(IReadOnlyList<string> command, IReadOnlyDictionary<string, string>? environment = null)
    {
        var start = new ProcessStartInfo(command[0], command.Skip(1)) { RedirectStandardOutput = true, RedirectStandardError = true };
        // Open MPI refuses root without these; terminals' escapes would stand between the lines.
        (start.Environment["OMPI_ALLOW_RUN_AS_ROOT"], start.Environment["OMPI_ALLOW_RUN_AS_ROOT_CONFIRM"]) = ("1", "1");
        start.Environment["TERM"] = "dumb";
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }
        return new RunningJob(start);
    }

    /// <summary>Waits for the end of the launcher, and ends it where it takes too long.</summary>
    /// <param name="longest">How long to wait.</param>
    public MpiJob End(TimeSpan longest)
    {
        if (!_process.WaitForExit(longest))
        {
            Take($"The launcher did not end within {longest.TotalSeconds:0} s, and was ended.");
            _process.Kill(entireProcessTree: true);
            _process.WaitForExit(Trailing);
        }
        // A process that the launcher lost may hold the pipes open for ever.
        using var trailing = new CancellationTokenSource(Trailing);
        try
        {
            _process.WaitForExitAsync(trailing.Token).GetAwaiter().GetResult();
        }
        catch (OperationCanceledException)
        {
            Take("Something that the launcher started still runs.");
        }
        return new MpiJob(_process.HasExited ? _process.ExitCode : -1, Output, Stopwatch.GetElapsedTime(_begin));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
        }
        _process.Dispose();
    }

    private void Take(string? line)
    {
        lock (_output)
        {
            _output.Append(line).Append('\n');
        }
    }
}
