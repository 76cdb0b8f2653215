namespace Cornea.Tests;

/// <summary>A clock that shows what it is set to, and goes on by a step after each reading.</summary>
internal sealed class SteppingClock(double step = 0) : TimeProvider
{
    public double Now { get; set; }

    public override long TimestampFrequency => 1_000_000_000;

    public override long GetTimestamp()
    {
        var now = (long)Math.Round(Now * 1e9);
        Now += step;
        return now;
    }
}
