using System.Diagnostics.Metrics;
using Cornea.Diagnostics;

namespace Cornea.Serving;

/// <summary>What a server measures: requests by outcome, time to the answer, size of batches, the queue, the version.</summary>
internal sealed class ServingMeter : IDisposable
{
    private readonly Meter _meter = new(Telemetry.MeterName);
    private readonly Counter<long> _requests;
    private readonly Histogram<double> _duration;
    private readonly Histogram<int> _batchSize;
    private readonly Histogram<double> _batchDuration;
    private readonly KeyValuePair<string, object?> _model;

    public ServingMeter(string model, Func<int> queueLength, Func<string> version)
    {
        _model = new("model", model);
        _requests = _meter.CreateCounter<long>(
            "cornea.serving.requests", "{request}", "Requests that ended, by outcome: ok, invalid, rejected, deadline, canceled, failed.");
        _duration = _meter.CreateHistogram<double>("cornea.serving.request.duration", "s", "Time from a request to its answer.");
        _batchSize = _meter.CreateHistogram<int>("cornea.serving.batch.size", "{request}", "Requests that were computed together.");
        _batchDuration = _meter.CreateHistogram<double>("cornea.serving.batch.duration", "s", "Time that a batch took to compute.");
        _meter.CreateObservableGauge(
            "cornea.serving.queue.length", () => new Measurement<int>(queueLength(), _model), "{request}", "Requests that wait.");
        _meter.CreateObservableGauge(
            "cornea.serving.version", () => new Measurement<int>(1, _model, new("version", version())), null,
            "1 for the version that answers now.");
    }

    public void Ended(string outcome, string version, TimeSpan duration)
    {
        if (_requests.Enabled)
            _requests.Add(1, _model, new("version", version), new("outcome", outcome));
        if (_duration.Enabled && outcome == "ok")
            _duration.Record(duration.TotalSeconds, _model, new("version", version));
    }

    public void Computed(int size, string version, TimeSpan duration)
    {
        if (_batchSize.Enabled)
            _batchSize.Record(size, _model, new("version", version));
        if (_batchDuration.Enabled)
            _batchDuration.Record(duration.TotalSeconds, _model, new("version", version));
    }

    public void Dispose() => _meter.Dispose();
}
