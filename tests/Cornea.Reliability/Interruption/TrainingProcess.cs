using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Cornea.Reliability.Interruption;

/// <summary>The training as a process of its own.</summary>
internal sealed class TrainingProcess : IDisposable
{
    private readonly Process _process;
    private readonly Task<string> _errors;

    public TrainingProcess(string folder, string kind)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardOutput = true, RedirectStandardError = true };
        // Under the dotnet host the program is its first argument.
        if (Path.GetFileNameWithoutExtension(start.FileName) == "dotnet")
            start.ArgumentList.Add(typeof(TrainingProcess).Assembly.Location);
        foreach (var argument in (string[])["train", folder, "--kind", kind])
            start.ArgumentList.Add(argument);
        _process = Process.Start(start)!;
        _errors = _process.StandardError.ReadToEndAsync();
    }

    /// <summary>Waits until the program has printed a line so many times; false where it ended before.</summary>
    public bool WaitFor(string line, int times)
    {
        while (times > 0 && _process.StandardOutput.ReadLine() is { } read)
        {
            if (read == line)
                times--;
        }
        return times == 0;
    }

    public void Kill() => _process.Kill();

    public void Signal(PosixSignal signal)
    {
        const int interrupt = 2, terminate = 15;
        if (!_process.HasExited)
            _ = Send(_process.Id, signal == PosixSignal.SIGINT ? interrupt : terminate);
    }

    /// <summary>Waits for the end. Gives the exit code, and what stood on the standard error.</summary>
    public (int Code, string Errors) End()
    {
        while (_process.StandardOutput.ReadLine() is not null)
        {
            // A pipe that nobody reads would stop the program.
        }
        _process.WaitForExit();
        return (_process.ExitCode, _errors.Result);
    }

    public void Dispose() => _process.Dispose();

    [DllImport("libc", EntryPoint = "kill")]
    private static extern int Send(int process, int signal);
}
