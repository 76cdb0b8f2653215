using System.Diagnostics;

namespace Cornea.Studio.Training;

/// <summary>The seconds a training has run, pauses left out, and how many samples it takes a second.</summary>
internal sealed class SessionClock(double before)
{
    private const double Window = 1;

    private readonly Lock _lock = new();
    private double _before = before;
    private long _started;
    private long _samples;
    private (double Seconds, long Samples) _mark;

    public double Seconds
    {
        get
        {
            lock (_lock)
                return Now();
        }
    }

    public double Speed { get; private set; }

    public void Start()
    {
        lock (_lock)
        {
            if (_started == 0)
                _started = Stopwatch.GetTimestamp();
        }
    }

    public void Stop()
    {
        lock (_lock)
        {
            _before = Now();
            _started = 0;
        }
    }

    public void Count(int samples)
    {
        lock (_lock)
        {
            _samples += samples;
            var now = Now();
            if (now - _mark.Seconds < Window)
                return;
            Speed = (_samples - _mark.Samples) / (now - _mark.Seconds);
            _mark = (now, _samples);
        }
    }

    private double Now() => _before + (_started == 0 ? 0 : Stopwatch.GetElapsedTime(_started).TotalSeconds);
}
