using System.Runtime.InteropServices;

namespace Cornea.Training;

/// <summary>
/// Turns Ctrl-C and SIGTERM into a request to stop: the first signal cancels <see cref="Token"/>, so that Fit ends after its batch and
/// <see cref="Callbacks.BackupAndRestore"/> keeps where it stands; the second ends the process at once. Files are only ever replaced as a
/// whole, so an end at any moment leaves none broken.
/// </summary>
/// <example>
/// <code>
/// using var stop = new StopSignals();
/// var history = model.Fit(x, y, epochs: 100, callbacks: [new BackupAndRestore("backup")], cancellationToken: stop.Token);
/// return history.WasCanceled ? stop.ExitCode : 0;
/// </code>
/// </example>
public sealed class StopSignals : IDisposable
{
    private const int FirstOfSignals = 128;
    private const int Interrupt = 2;
    private const int Terminate = 15;
    private readonly TextWriter _error;
    private readonly CancellationTokenSource _source = new();
    private readonly PosixSignalRegistration[] _registrations;
    private int _count;
    private volatile int _exitCode;

    /// <summary>Takes the signals over until it is disposed.</summary>
    /// <param name="error">Where the first signal is answered; the standard error where null.</param>
    public StopSignals(TextWriter? error = null)
    {
        _error = error ?? Console.Error;
        _registrations =
        [
            PosixSignalRegistration.Create(PosixSignal.SIGINT, context => Stop(context, FirstOfSignals + Interrupt)),
            PosixSignalRegistration.Create(PosixSignal.SIGTERM, context => Stop(context, FirstOfSignals + Terminate)),
        ];
    }

    /// <summary>Canceled by the first signal.</summary>
    public CancellationToken Token => _source.Token;

    /// <summary>What a process that was ended by the signal returns: 130 for SIGINT, 143 for SIGTERM; 0 where none came.</summary>
    public int ExitCode => _exitCode;

    /// <summary>Gives the signals back.</summary>
    public void Dispose()
    {
        foreach (var registration in _registrations)
            registration.Dispose();
        _source.Dispose();
    }

    private void Stop(PosixSignalContext context, int exitCode)
    {
        context.Cancel = true;
        if (Interlocked.Increment(ref _count) > 1)
            Environment.Exit(exitCode);
        _exitCode = exitCode;
        _error.WriteLine("\nStopping after this batch... (Ctrl-C again to quit now)");
        _source.Cancel();
    }
}
