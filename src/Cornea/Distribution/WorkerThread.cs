using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;

namespace Cornea.Distribution;

/// <summary>A thread that does one piece of work after the other, in the order in which it was given.</summary>
internal sealed class WorkerThread : IDisposable
{
    private readonly BlockingCollection<Action> _work = [];
    private readonly Thread _thread;
    private readonly ManualResetEventSlim _isIdle = new(true);
    private readonly Lock _lock = new();
    private ExceptionDispatchInfo? _failure; // of posted work
    private int _left;

    public WorkerThread(string name)
    {
        _thread = new Thread(Run) { IsBackground = true, Name = name };
        _thread.Start();
    }

    /// <summary>Gives it more work, which is passed over once a posted piece of work has failed.</summary>
    public void Post(Action work)
    {
        lock (_lock)
        {
            _left++;
            _isIdle.Reset();
        }
        _work.Add(() =>
        {
            _failure ??= Failure(work);
            lock (_lock)
            {
                if (--_left == 0)
                {
                    _isIdle.Set();
                }
            }
        });
    }

    /// <summary>Waits until all that was posted is done; throws what the first piece of work that failed threw.</summary>
    public void Wait()
    {
        _isIdle.Wait();
        _failure?.Throw();
    }

    /// <summary>Has a piece of work done, waits for its end, and throws what it threw.</summary>
    public void Call(Action work)
    {
        ExceptionDispatchInfo? failure = null;
        using var isDone = new ManualResetEventSlim();
        _work.Add(() =>
        {
            failure = Failure(work);
            isDone.Set();
        });
        isDone.Wait();
        failure?.Throw();
    }

    public void Dispose()
    {
        _work.CompleteAdding();
        _thread.Join();
        _work.Dispose();
        _isIdle.Dispose();
    }

    private void Run()
    {
        foreach (var work in _work.GetConsumingEnumerable())
        {
            work();
        }
    }

    private static ExceptionDispatchInfo? Failure(Action work)
    {
        try
        {
            work();
            return null;
        }
        catch (Exception exception) // thrown again where the work is waited for
        {
            return ExceptionDispatchInfo.Capture(exception);
        }
    }
}
