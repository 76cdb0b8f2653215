using Cornea.Diagnostics;

namespace Cornea.Serving;

/// <summary>The queue of a server and the threads that empty it.</summary>
public sealed partial class ModelServer
{
    private readonly object _gate = new(); // held for moments only; never while something is computed
    private readonly RequestQueue _queue;
    private readonly ITimer _timer;
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _timerDue = long.MaxValue;
    private int _threads;
    private int _idle;
    private bool _isClosed;
    private double _secondsPerRequest;

    private bool IsClosed
    {
        get
        {
            lock (_gate)
            {
                return _isClosed;
            }
        }
    }

    /// <summary>Answers the requests that wait, ends the threads, and refuses requests from now on.</summary>
    public async ValueTask DisposeAsync()
    {
        lock (_gate)
        {
            if (!_isClosed)
            {
                _isClosed = true;
                // Requests that still waited for company have no thread yet.
                Arouse();
                if (_threads == 0)
                    _ended.TrySetResult();
                Monitor.PulseAll(_gate);
            }
        }
        await _ended.Task.ConfigureAwait(false);
        await _timer.DisposeAsync().ConfigureAwait(false);
        _meter.Dispose();
    }

    /// <summary>As <see cref="DisposeAsync"/>, and the calling thread waits for it.</summary>
    public void Dispose() => DisposeAsync().AsTask().GetAwaiter().GetResult();

    private Task<Prediction> Enqueue(PredictionRequest request, TimeSpan? limit, CancellationToken cancellation)
    {
        Exception? refusal = null;
        lock (_gate)
        {
            if (_isClosed)
            {
                refusal = new ObjectDisposedException(nameof(ModelServer), $"The server of model '{Name}' was disposed.");
            }
            else if (_options.WhenFull == FullQueue.Reject && _queue.Count >= _options.QueueCapacity)
            {
                refusal = new QueueFullException(
                    Name, _options.QueueCapacity, TimeSpan.FromSeconds(_secondsPerRequest * _queue.Count / _current.Parallelism));
            }
            else
            {
                request.Arrived = _clock.GetTimestamp();
                request.Due = request.Arrived + Ticks(_options.MaxDelay);
                if (limit is { } most)
                {
                    request.Limit = most;
                    request.Deadline = request.Arrived + Ticks(most);
                    request.IsUrgent = request.Deadline <= request.Due;
                }
                _queue.Add(request);
                Arouse();
            }
        }
        if (refusal is not null)
        {
            _meter.Ended(refusal is QueueFullException ? "rejected" : "invalid", Version, default);
            Telemetry.Stop(request.Activity, refusal.Message);
            return Task.FromException<Prediction>(refusal);
        }
        if (cancellation.CanBeCanceled)
            Watch(request, cancellation);
        return request.Answer.Task;
    }

    private void Watch(PredictionRequest request, CancellationToken cancellation)
    {
        var registration = cancellation.UnsafeRegister(_ => Cancel(request, cancellation), null);
        lock (_gate)
        {
            request.Cancellation = registration;
        }
        // The answer may have come before anybody could take the registration back.
        if (request.HasEnded)
            registration.Unregister();
    }

    private void Cancel(PredictionRequest request, CancellationToken cancellation)
    {
        lock (_gate)
        {
            _queue.Remove(request);
        }
        if (!request.TryEnd())
            return;
        _meter.Ended("canceled", Version, default);
        Telemetry.Stop(request.Activity, "canceled");
        request.Answer.SetCanceled(cancellation);
    }

    // With the lock held: wakes or makes a thread where a batch can be taken, else sees to it that the timer does when one can.
    private void Arouse()
    {
        if (_queue.Oldest is not { } oldest)
            return;
        if (!_queue.HasBatch(_clock.GetTimestamp(), _isClosed))
        {
            if (oldest.Due >= _timerDue)
                return;
            _timerDue = oldest.Due;
            // Whole milliseconds, rounded up: the timer knows no others, and one that comes early only has to be set again.
            var wait = _clock.GetElapsedTime(_clock.GetTimestamp(), oldest.Due).TotalMilliseconds;
            _timer.Change(TimeSpan.FromMilliseconds(Math.Max(1, Math.Ceiling(wait))), Timeout.InfiniteTimeSpan);
        }
        else if (_idle > 0)
        {
            Monitor.Pulse(_gate);
        }
        else if (_threads < _current.Parallelism)
        {
            _threads++;
            // What belongs to the request that happens to come first is none of the thread's.
            new Thread(Work) { IsBackground = true, Name = $"Cornea server {Name} {_threads}" }.UnsafeStart();
        }
    }

    private void OnTimer()
    {
        lock (_gate)
        {
            _timerDue = long.MaxValue;
            Arouse();
        }
    }

    private void Work()
    {
        var (batch, late) = (new List<PredictionRequest>(_options.MaxBatch), new List<PredictionRequest>());
        while (Take(batch, late) is { } served)
        {
            foreach (var request in late)
                Fail(request, served, new DeadlineExceededException(Name, request.Limit), "deadline");
            if (batch.Count > 0)
                Compute(batch, served);
            batch.Clear();
            late.Clear();
        }
    }

    // The next batch and the version that computes it; null when the server is closed and nothing waits.
    private ServedModel? Take(List<PredictionRequest> batch, List<PredictionRequest> late)
    {
        lock (_gate)
        {
            while (true)
            {
                _queue.Take(_clock.GetTimestamp(), _isClosed, batch, late);
                if (batch.Count + late.Count > 0)
                {
                    Arouse();
                    return _current;
                }
                if (_isClosed)
                {
                    if (--_threads == 0)
                        _ended.TrySetResult();
                    return null;
                }
                Arouse();
                _idle++;
                Monitor.Wait(_gate);
                _idle--;
            }
        }
    }

    private void Compute(List<PredictionRequest> batch, ServedModel served)
    {
        var start = _clock.GetTimestamp();
        try
        {
            var answers = served.Run(batch);
            var duration = _clock.GetElapsedTime(start);
            Volatile.Write(ref _secondsPerRequest, 0.9 * _secondsPerRequest + 0.1 * duration.TotalSeconds / batch.Count);
            _meter.Computed(batch.Count, served.Version, duration);
            for (var i = 0; i < batch.Count; i++)
                Succeed(batch[i], served, answers[i], batch.Count);
        }
        catch (Exception problem)
        {
            // A sample that cannot be computed, such as a token beyond the table, must not harm those beside it.
            if (batch.Count == 1)
            {
                Fail(batch[0], served, problem, "failed");
                return;
            }
            foreach (var request in batch)
                Compute([request], served);
        }
    }

    private void Succeed(PredictionRequest request, ServedModel served, Prediction answer, int batchSize)
    {
        if (!request.TryEnd())
            return;
        _meter.Ended("ok", served.Version, _clock.GetElapsedTime(request.Arrived));
        request.Activity?.SetTag("cornea.version", served.Version).SetTag("cornea.batch_size", batchSize);
        Telemetry.Stop(request.Activity);
        request.Answer.SetResult(answer);
    }

    private void Fail(PredictionRequest request, ServedModel served, Exception problem, string outcome)
    {
        if (!request.TryEnd())
            return;
        _meter.Ended(outcome, served.Version, default);
        Telemetry.Stop(request.Activity, problem.Message);
        request.Answer.SetException(problem);
    }

    private long Ticks(TimeSpan time) => (long)(time.TotalSeconds * _clock.TimestampFrequency);
}
