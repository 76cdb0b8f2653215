using System.Collections;
using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;

namespace Cornea.Data;

/// <summary>
/// Reads samples on a thread of its own into a bounded queue. What goes wrong there is thrown here, behind the samples that came
/// before; disposal stops the thread and waits for it.
/// </summary>
internal sealed class Prefetcher : IEnumerator<Sample>
{
    private readonly Func<CancellationToken, IEnumerator<Sample>> _open;
    private readonly BlockingCollection<Sample> _ready;
    private readonly CancellationToken _cancellationToken;
    private CancellationTokenSource? _stop;
    private ExceptionDispatchInfo? _fault;
    private Thread? _thread;
    private Sample? _current;
    private bool _disposed;

    /// <summary>The thread starts with the first sample asked for.</summary>
    public Prefetcher(Func<CancellationToken, IEnumerator<Sample>> open, int count, CancellationToken cancellationToken)
    {
        _open = open;
        _ready = new BlockingCollection<Sample>(count);
        _cancellationToken = cancellationToken;
    }

    public Sample Current => _current!;

    object IEnumerator.Current => Current;

    public bool MoveNext()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (_thread is null)
        {
            _stop = CancellationTokenSource.CreateLinkedTokenSource(_cancellationToken);
            _thread = new Thread(Work) { IsBackground = true, Name = "Cornea prefetch" };
            _thread.Start();
        }
        if (_ready.TryTake(out _current, Timeout.Infinite, _cancellationToken))
        {
            return true;
        }
        _cancellationToken.ThrowIfCancellationRequested();
        _fault?.Throw();
        return false;
    }

    public void Reset() => throw new NotSupportedException();

    public void Dispose()
    {
        if (_disposed)
        {
            return;
        }
        _disposed = true;
        _stop?.Cancel();
        _thread?.Join();
        _stop?.Dispose();
        _ready.Dispose();
    }

    private void Work()
    {
        try
        {
            using IEnumerator<Sample> samples = _open(_stop!.Token);
            while (samples.MoveNext())
            {
                _ready.Add(samples.Current, _stop.Token);
            }
        }
        catch (Exception exception)
        {
            _fault = ExceptionDispatchInfo.Capture(exception);
        }
        finally
        {
            _ready.CompleteAdding();
        }
    }
}
