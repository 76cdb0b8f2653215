using System.Collections.Concurrent;

namespace Cornea.Bench.Service;

/// <summary>As many predictors as processors, each on one thread, as one writes it by hand.</summary>
internal sealed class PredictorPool : IDisposable
{
    private readonly ConcurrentBag<Predictor> _free = [];
    private readonly SemaphoreSlim _available = new(Environment.ProcessorCount);

    public PredictorPool(Model model)
    {
        for (var i = 0; i < Environment.ProcessorCount; i++)
            _free.Add(model.Prepare(batchSize: 1, CompileOptions.Default with { Threads = 1 }));
    }

    public async Task<float[]> PredictAsync(float[] sample)
    {
        await _available.WaitAsync();
        try
        {
            _free.TryTake(out var predictor);
            var answer = predictor!.Predict(sample).ToArray();
            _free.Add(predictor);
            return answer;
        }
        finally
        {
            _available.Release();
        }
    }

    public void Dispose() => _available.Dispose();
}
