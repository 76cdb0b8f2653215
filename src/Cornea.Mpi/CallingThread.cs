using System.Runtime.ExceptionServices;

namespace Cornea.Distribution;

/// <summary>A thread that makes calls for others, one at a time; each caller waits for the end of its own.</summary>
internal sealed class CallingThread : IDisposable
{
    private readonly SemaphoreSlim _turn = new(1);
    private readonly SemaphoreSlim _given = new(0);
    private readonly SemaphoreSlim _done = new(0);
    private readonly Thread _thread;
    private Action? _call;
    private ExceptionDispatchInfo? _failure;

    public CallingThread(string name)
    {
        _thread = new Thread(Run) { IsBackground = true, Name = name };
        _thread.Start();
    }

    /// <summary>Makes a call on the thread; throws what it throws.</summary>
    public void Call(Action call)
    {
        _turn.Wait();
        try
        {
            _call = call;
            _given.Release();
            _done.Wait();
            var failure = _failure;
            _failure = null;
            failure?.Throw();
        }
        finally
        {
            _turn.Release();
        }
    }

    public void Dispose()
    {
        _call = null;
        _given.Release();
        _thread.Join();
        _turn.Dispose();
        _given.Dispose();
        _done.Dispose();
    }

    private void Run()
    {
        for (; ; )
        {
            _given.Wait();
            if (_call is not { } call)
            {
                return;
            }
            try
            {
                call();
            }
            catch (Exception exception) // thrown again where the call was asked for
            {
                _failure = ExceptionDispatchInfo.Capture(exception);
            }
            _done.Release();
        }
    }
}
