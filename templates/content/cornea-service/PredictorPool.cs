using System.Collections.Concurrent;
using Cornea;

namespace CorneaService1;

/// <summary>
/// Answers from many threads at once. A predictor runs one prediction at a time, so each request borrows one of several; a
/// request that finds none free waits, and one that finds too many waiting is turned away.
/// </summary>
internal sealed class PredictorPool : IDisposable
{
    private readonly ConcurrentBag<Predictor> _free = [];
    private readonly SemaphoreSlim _available;
    private readonly int _most;
    private int _inside;

    /// <summary>Prepares the predictors. Each runs on one thread: requests are what runs in parallel.</summary>
    /// <param name="model">The trained model.</param>
    /// <param name="count">Predictors, and so predictions at the same time.</param>
    /// <param name="waiting">The most requests that may wait for one.</param>
    public PredictorPool(Model model, int count, int waiting)
    {
        for (var made = 0; made < count; made++)
            _free.Add(model.Prepare(batchSize: 1, CompileOptions.Default with { Threads = 1 }));
        _available = new SemaphoreSlim(count);
        _most = count + waiting;
    }

    /// <summary>The output of one sample; null where too many requests wait.</summary>
    public async Task<float[]?> Predict(float[] sample, CancellationToken cancellation)
    {
        if (Interlocked.Increment(ref _inside) > _most)
        {
            Interlocked.Decrement(ref _inside);
            return null;
        }
        try
        {
            await _available.WaitAsync(cancellation);
            try
            {
                return Run(sample);
            }
            finally
            {
                _available.Release();
            }
        }
        finally
        {
            Interlocked.Decrement(ref _inside);
        }
    }

    public void Dispose() => _available.Dispose();

    private float[] Run(float[] sample)
    {
        // The semaphore admits no more than there are predictors.
        if (!_free.TryTake(out var predictor))
            throw new InvalidOperationException("No predictor is free.");
        try
        {
            return predictor.Predict(sample).ToArray();
        }
        finally
        {
            _free.Add(predictor);
        }
    }
}
