using System.Diagnostics.Metrics;
using Cornea.Diagnostics;

namespace Cornea.Tests.Serving;

/// <summary>What Cornea's meters measured about one model.</summary>
internal sealed class MeterRecording : IDisposable
{
    private readonly List<(string Instrument, double Value, Dictionary<string, object?> Tags)> _measured = [];
    private readonly MeterListener _listener = new();
    private readonly string _model;

    public MeterRecording(string model)
    {
        _model = model;
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == Telemetry.MeterName)
                listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => Add(instrument, value, tags));
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Add(instrument, value, tags));
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Add(instrument, value, tags));
        _listener.Start();
    }

    public double[] Of(string instrument, string? tag = null, string? value = null)
    {
        lock (_measured)
        {
            return [.. _measured.Where(entry => entry.Instrument == instrument
                && (tag is null || entry.Tags.GetValueOrDefault(tag) as string == value)).Select(entry => entry.Value)];
        }
    }

    public void Observe() => _listener.RecordObservableInstruments();

    public void Dispose() => _listener.Dispose();

    private void Add(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var all = tags.ToArray().ToDictionary(tag => tag.Key, tag => tag.Value);
        if (all.GetValueOrDefault("model") as string != _model)
            return;
        lock (_measured)
        {
            _measured.Add((instrument.Name, value, all));
        }
    }
}
