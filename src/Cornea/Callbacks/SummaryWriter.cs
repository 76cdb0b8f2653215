using System.Globalization;

namespace Cornea.Callbacks;

/// <summary>
/// Writes summaries for TensorBoard from a program's own loop: scalars, histograms and texts over the steps of a run. The callback
/// <see cref="TensorBoard"/> does it for <c>Fit</c>.
/// </summary>
/// <remarks>
/// One event is one record; what was written before <see cref="Flush"/> can be read while the run goes on. Source:
/// TensorFlow, <c>core/util/event.proto</c> and <c>core/framework/summary.proto</c>.
/// </remarks>
/// <example><code>using var summaries = new SummaryWriter("logs/mine"); summaries.Scalar("accuracy", 0.9, step: 3);</code></example>
public sealed class SummaryWriter : IDisposable
{
    private const int Buckets = 30;
    private const int TextType = 7;
    private readonly FileStream _stream;
    private readonly TimeProvider _clock;

    /// <summary>Makes a new file in a folder.</summary>
    /// <param name="folder">The folder of the run; it is made.</param>
    /// <param name="clock">The clock of the events; the system's where null.</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public SummaryWriter(string folder, TimeProvider? clock = null)
    {
        _clock = clock ?? TimeProvider.System;
        Directory.CreateDirectory(folder);
        var start = System.IO.Path.Combine(folder, string.Create(CultureInfo.InvariantCulture,
            $"events.out.tfevents.{_clock.GetUtcNow().ToUnixTimeSeconds():D10}.{Environment.MachineName}.{Environment.ProcessId}."));
        var number = 0;
        while (File.Exists(Named(number)))
            number++;
        Path = Named(number);
        _stream = new FileStream(Path, FileMode.CreateNew, FileAccess.Write, FileShare.Read);
        Write(Event(0).Text(3, "brain.Event:2"));

        string Named(int count) => string.Create(CultureInfo.InvariantCulture, $"{start}{count}.v2");
    }

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>Writes a number.</summary>
    /// <param name="tag">Its name; parts behind slashes are shown together.</param>
    /// <param name="value">The number; it is kept as float32.</param>
    /// <param name="step">The step of the run.</param>
    public void Scalar(string tag, double value, long step) => Summary(step, Value(tag).Float(2, (float)value));

    /// <summary>Writes how values are spread, in 30 buckets of one width. Values that are no finite numbers are left out.</summary>
    /// <param name="tag">Its name.</param>
    /// <param name="values">The values.</param>
    /// <param name="step">The step of the run.</param>
    public void Histogram(string tag, ReadOnlySpan<double> values, long step)
    {
        var (count, low, high, sum, squares) = (0L, double.PositiveInfinity, double.NegativeInfinity, 0.0, 0.0);
        foreach (var value in values)
        {
            if (!double.IsFinite(value))
                continue;
            count++;
            (low, high) = (Math.Min(low, value), Math.Max(high, value));
            (sum, squares) = (sum + value, squares + value * value);
        }
        if (count == 0)
            (low, high) = (0, 0);
        // Equal values lie in the middle of one bucket of width 1.
        var (from, width) = low == high ? (low - 0.5, 1.0) : (low, (high - low) / Buckets);
        var counts = new double[low == high ? 1 : Buckets];
        foreach (var value in values)
        {
            if (double.IsFinite(value))
                counts[Math.Min((int)((value - from) / width), counts.Length - 1)]++;
        }
        double[] limits = [.. counts.Select((_, i) => i + 1 == counts.Length && low != high ? high : from + (i + 1) * width)];
        var histogram = new ProtocolBuffer().Double(1, low).Double(2, high).Double(3, count).Double(4, sum).Double(5, squares)
            .Doubles(6, limits).Doubles(7, counts);
        Summary(step, Value(tag).Message(5, histogram));
    }

    /// <summary>Writes a text, which is shown as Markdown.</summary>
    /// <param name="tag">Its name.</param>
    /// <param name="text">The text.</param>
    /// <param name="step">The step of the run.</param>
    public void Text(string tag, string text, long step)
    {
        var tensor = new ProtocolBuffer().Whole(1, TextType)
            .Message(2, new ProtocolBuffer().Message(2, new ProtocolBuffer().Whole(1, 1)))
            .Text(8, text);
        var metadata = new ProtocolBuffer().Message(1, new ProtocolBuffer().Text(1, "text"));
        Summary(step, Value(tag).Message(8, tensor).Message(9, metadata));
    }

    /// <summary>Makes what was written visible to readers.</summary>
    public void Flush() => _stream.Flush();

    /// <summary>Ends the file.</summary>
    public void Dispose() => _stream.Dispose();

    private static ProtocolBuffer Value(string tag) => new ProtocolBuffer().Text(1, tag);

    private void Summary(long step, ProtocolBuffer value) => Write(Event(step).Message(5, new ProtocolBuffer().Message(1, value)));

    private ProtocolBuffer Event(long step) =>
        new ProtocolBuffer().Double(1, (_clock.GetUtcNow() - DateTimeOffset.UnixEpoch).TotalSeconds).Whole(2, step);

    private void Write(ProtocolBuffer message) => RecordStream.Write(_stream, message.Bytes);
}
