namespace Cornea.Tests;

/// <summary>Counts the bytes that the steps of a training allocate.</summary>
internal sealed class AllocationMeter : Callback
{
    private readonly List<long> _steps = new(10_000);
    private readonly List<long> _running = new(10_000);
    private readonly List<long> _epochs = new(100);
    private long _thread = -1;
    private long _process;

    /// <summary>Bytes allocated by the calling thread from the beginning of a step to that of the next, in the order of the run.</summary>
    public IReadOnlyList<long> Steps => _steps;

    /// <summary>The same from the beginning of a step to its end.</summary>
    public IReadOnlyList<long> Running => _running;

    /// <summary>Bytes allocated by all threads from the first step of an epoch to the last one's end.</summary>
    public IReadOnlyList<long> Epochs => _epochs;

    public override void OnEpochBegin(int epoch) => _thread = -1;

    public override void OnTrainBatchBegin(int batch)
    {
        if (batch == 0)
            _process = GC.GetTotalAllocatedBytes(precise: true);
        var now = GC.GetAllocatedBytesForCurrentThread();
        if (_thread >= 0)
            _steps.Add(now - _thread);
        _thread = now;
    }

    public override void OnTrainBatchEnd(int batch, Logs logs)
    {
        _running.Add(GC.GetAllocatedBytesForCurrentThread() - _thread);
        if (batch == Parameters.Steps - 1)
            _epochs.Add(GC.GetTotalAllocatedBytes(precise: true) - _process);
    }
}
