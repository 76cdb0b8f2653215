namespace Cornea.Reliability.Malformed;

/// <summary>Ends the program when the reading of one file does not end: nothing else can stop a thread.</summary>
internal sealed class HangWatch : IDisposable
{
    private const int Longest = 60_000; // milliseconds: a hang, not a busy machine
    private const int Tick = 1_000; // milliseconds
    private readonly string _format;
    private readonly string? _keep;
    private readonly Timer _timer;
    private volatile byte[]? _file;
    private int _ticks;

    public HangWatch(string format, string? keep)
    {
        (_format, _keep) = (format, keep);
        _timer = new Timer(_ => Count());
    }

    public void Begin(byte[] file)
    {
        _file = file;
        _ticks = 0;
        _timer.Change(Tick, Tick);
    }

    public void End()
    {
        _timer.Change(Timeout.Infinite, Timeout.Infinite);
        _file = null;
    }

    public void Dispose() => _timer.Dispose();

    // Ticks and no clock: while this process is stopped from outside, nothing counts.
    private void Count()
    {
        if (_file is not { } file || Interlocked.Increment(ref _ticks) < Longest / Tick)
            return;
        var path = Path.Combine(_keep ?? Path.GetTempPath(), $"hang-{_format}");
        File.WriteAllBytes(path, file);
        Console.WriteLine($"  {_format}: a file is still being read after {Longest / 1000} s; it is kept in {path}");
        Environment.Exit(1);
    }
}
