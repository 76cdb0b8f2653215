using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;

namespace Cornea.Distribution;

/// <summary>A thread that does one piece of work after the other, in the order in which it was given.</summary>
internal sealed class CollectiveThread : IDisposable
{
    private readonly BlockingCollection<Action> _work = [];
    private readonly Thread _thread;
    private readonly ManualResetEventSlim _isIdle = new(true);
    private readonly Lock _lock = new();
    private ExceptionDispatchInfo? _failure;
    private int _left;

    public CollectiveThread()
    {
        _thread = new Thread(Run) { IsBackground = true, Name = "Cornea collective operations" };
        _thread.Start();
    }

    /// <summary>Gives it more work.</summary>
    public void Post(Action work)
    {
        lock (_lock)
        {
            _left++;
            _isIdle.Reset();
        }
        _work.Add(work);
    }

    /// <summary>Waits until all is done; throws what the first piece of work that failed threw.</summary>
    public void Wait()
    {
        _isIdle.Wait();
        _failure?.Throw();
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
            try
            {
                if (_failure is null)
                {
                    work();
                }
            }
            catch (Exception exception) // thrown again where the result is waited for
            {
                _failure = ExceptionDispatchInfo.Capture(exception);
            }
            lock (_lock)
            {
                if (--_left == 0)
                {
                    _isIdle.Set();
                }
            }
        }
    }
}
