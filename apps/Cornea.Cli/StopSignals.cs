using System.Runtime.InteropServices;

namespace Cornea.Cli;

/// <summary>
/// Ctrl-C and SIGTERM: the first asks the work to stop after its batch, the second ends the process at once.
/// Files are only ever replaced as a whole, so an end at any moment leaves none broken.
/// </summary>
internal sealed class StopSignals : IDisposable
{
    private readonly TextWriter _error;
    private readonly CancellationTokenSource _source = new();
    private readonly PosixSignalRegistration _interrupt;
    private readonly PosixSignalRegistration _terminate;
    private int _count;
    private volatile int _exitCode;

    public StopSignals(TextWriter error)
    {
        _error = error;
        _interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, context => Stop(context, ExitCode.Interrupted));
        _terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, context => Stop(context, ExitCode.Terminated));
    }

    /// <summary>Canceled by the first signal.</summary>
    public CancellationToken Token => _source.Token;

    /// <summary>The exit code of the signal that came; 0 where none did.</summary>
    public int Code => _exitCode;

    public void Dispose()
    {
        _interrupt.Dispose();
        _terminate.Dispose();
        _source.Dispose();
    }

    private void Stop(PosixSignalContext context, int exitCode)
    {
        context.Cancel = true;
        if (Interlocked.Increment(ref _count) > 1)
            Environment.Exit(exitCode);
        _exitCode = exitCode;
        _source.Cancel();
        _error.WriteLine("\nStopping after this batch... (Ctrl-C again to quit now)");
    }
}
