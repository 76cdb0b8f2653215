using System.Globalization;
using System.Text;

namespace Cornea.Terminal;

/// <summary>The progress of one epoch as Keras prints it: steps done, a bar, the time left, the time of a step and the metrics.</summary>
/// <remarks>
/// <para>
/// On a terminal that can rewrite a line the text is Keras's to the letter, colours and backspaces included. Elsewhere nothing
/// is written until the end and then one line, as for <see cref="Verbosity.Line"/>: no backspace and no escape sequence ever
/// stands in a file. Where colour is off the part still to do is drawn with another character. The last drawing goes on in lines of its
/// own below the bar where it is wider than the terminal.
/// </para>
/// <para>The values are shown as given: hand in running means. The time of a step leaves the first step out, which is often slow.</para>
/// <para>Source: Keras, <c>utils/progbar.py</c>.</para>
/// </remarks>
public sealed class ProgressBar
{
    private readonly TextWriter _output;
    private readonly TextTerminal _terminal;
    private readonly Verbosity _verbosity;
    private readonly TimeProvider _clock;
    private readonly int _width;
    private readonly double _interval;
    private readonly string _unit;
    private readonly List<(string Name, double Value)> _values = [];
    private readonly long _start;
    private long? _afterFirstStep;
    private long? _lastUpdate;
    private int _shownWidth;

    /// <summary>Starts the clock of a bar; nothing is written yet.</summary>
    /// <param name="target">The number of steps, null where unknown.</param>
    /// <param name="output">Where to write.</param>
    /// <param name="terminal">What that output can do.</param>
    /// <param name="verbosity">How much to print.</param>
    /// <param name="clock">The clock, the system's where null.</param>
    /// <param name="width">The characters of the bar itself.</param>
    /// <param name="interval">The least seconds between two drawings.</param>
    /// <param name="unit">What one step is called.</param>
    public ProgressBar(
        int? target,
        TextWriter output,
        TextTerminal terminal,
        Verbosity verbosity = Verbosity.Bar,
        TimeProvider? clock = null,
        int width = 20,
        double interval = 0.05,
        string unit = "step")
    {
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(terminal);
        ArgumentOutOfRangeException.ThrowIfNegative(width);
        Target = target;
        _output = output;
        _terminal = terminal;
        _verbosity = verbosity == Verbosity.Bar && !terminal.Interactive ? Verbosity.Line : verbosity;
        _clock = clock ?? TimeProvider.System;
        _width = width;
        _interval = interval;
        _unit = CellText.Clean(unit);
        _start = _clock.GetTimestamp();
    }

    /// <summary>The number of steps; may be set when it is known at last.</summary>
    public int? Target { get; set; }

    /// <summary>Shows that <paramref name="current"/> steps are done.</summary>
    /// <param name="current">The steps done so far.</param>
    /// <param name="values">Names and values, shown in the order in which each name came first; earlier values stay.</param>
    /// <param name="finish">Whether this is the last drawing; where null, when the target is reached.</param>
    public void Update(int current, ReadOnlySpan<(string Name, double Value)> values = default, bool? finish = null)
    {
        var last = finish ?? current >= Target;
        foreach (var (name, value) in values) Set(CellText.Clean(name), value);
        var now = _clock.GetTimestamp();
        var step = StepSeconds(current, now);
        switch (_verbosity)
        {
            case Verbosity.Bar:
                if (_lastUpdate is { } before && Seconds(before, now) < _interval && !last) return;
                Draw(current, now, step, last);
                break;
            case Verbosity.Line when last:
                WriteLine(current, now, step);
                break;
        }

        _lastUpdate = now;
    }

    private void Draw(int current, long now, double step, bool last)
    {
        var text = new StringBuilder().Append('\b', _shownWidth).Append('\r');
        var (width, indent) = (0, 0);
        var time = Target is > 0 and var steps && !last
            ? MetricText.Remaining(step * (steps - current))
            : MetricText.Whole(Seconds(_start, now)) + "s";
        var perStep = MetricText.PerUnit(step, _unit);
        if (Target is > 0 and var target)
        {
            var count = Count(current, target);
            // A line that wraps cannot be taken back; the last drawing stays, so it may have several.
            var room = _terminal.Width - 1 - count.Length - time.Length - perStep.Length - 3;
            var bar = last ? _width : Math.Clamp(room, 0, _width);
            var done = Math.Max(0, (int)(bar * ((double)current / target)));
            var left = Math.Max(0, bar - done);
            var (full, empty) = _terminal switch
            {
                { Unicode: false } => ('=', '.'),
                { Color: ColorLevel.None } => ('━', '─'),
                _ => ('━', '━'),
            };
            indent = count.Length;
            Style(text, Ansi.Bold, count).Append(' ');
            if (done > 0) Style(text, "\e[32m", new string(full, done));
            Style(text, "\e[37m", new string(empty, left));
            width += count.Length + 1 + done + left;
        }
        else
        {
            var count = string.Create(CultureInfo.InvariantCulture, $"{current,7}/Unknown");
            text.Append(count);
            width += count.Length;
        }

        Style(text.Append(' '), Ansi.Bold, time).Append(' ').Append(perStep);
        width += time.Length + perStep.Length + 2;

        foreach (var (name, value) in _values)
        {
            var metric = $" - {name}: {(Math.Abs(value) > 1e-3 ? MetricText.Fixed(value) : MetricText.Exponent(value))}";
            var cells = CellText.Width(metric);
            if (!last && width + cells >= _terminal.Width) break;
            if (width + cells > _terminal.Width && width > indent)
            {
                if (_shownWidth > width) text.Append(' ', Math.Min(_shownWidth, _terminal.Width) - width);
                text.Append('\n').Append(' ', indent);
                (width, _shownWidth) = (indent, 0);
            }

            text.Append(metric);
            width += cells;
        }

        if (_shownWidth > width) text.Append(' ', _shownWidth - width);
        if (last) text.Append('\n');
        _shownWidth = width;
        _output.Write(text.ToString());
        _output.Flush();
    }

    private void WriteLine(int current, long now, double step)
    {
        var text = new StringBuilder()
            .Append(Target is > 0 and var target ? Count(current, target) : current.ToString(CultureInfo.InvariantCulture) + "/Unknown")
            .Append(" - ").Append(MetricText.Whole(Seconds(_start, now))).Append("s - ").Append(MetricText.PerUnit(step, _unit));
        // Keras compares without the sign here, so a negative value is written with an exponent.
        foreach (var (name, value) in _values)
            text.Append(" - ").Append(name).Append(": ").Append(value > 1e-3 ? MetricText.Fixed(value) : MetricText.Exponent(value));
        _output.Write(text.Append('\n').ToString());
        _output.Flush();
    }

    private StringBuilder Style(StringBuilder text, string sequence, string content) =>
        _terminal.Color == ColorLevel.None ? text.Append(content) : text.Append(sequence).Append(content).Append(Ansi.Reset);

    // The steps done, right-aligned under the digits of the target, so that the line does not move.
    private static string Count(int current, int target)
    {
        var whole = target.ToString(CultureInfo.InvariantCulture);
        return $"{current.ToString(CultureInfo.InvariantCulture).PadLeft(whole.Length)}/{whole}";
    }

    private void Set(string name, double value)
    {
        var index = _values.FindIndex(pair => pair.Name == name);
        if (index < 0) _values.Add((name, value));
        else _values[index] = (name, value);
    }

    private double StepSeconds(int current, long now)
    {
        if (current == 0) return 0;
        var seconds = _afterFirstStep is { } first && current > 1 ? Seconds(first, now) / (current - 1) : Seconds(_start, now) / current;
        if (current == 1) _afterFirstStep = now;
        return seconds;
    }

    private double Seconds(long from, long to) => (double)(to - from) / _clock.TimestampFrequency;
}
