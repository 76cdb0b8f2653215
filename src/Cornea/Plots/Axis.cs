using System.Collections.Immutable;
using System.Globalization;

namespace Cornea.Plots;

/// <summary>The range of an axis and its ticks at 1, 2 or 5 times a power of ten.</summary>
internal sealed record Axis(double Minimum, double Maximum, double Step, ImmutableArray<double> Ticks)
{
    /// <summary>Whether equal ratios stand at equal distances.</summary>
    public bool IsLog { get; private init; }

    // Beyond these the width of a range is no longer a normal number.
    private const double Largest = 1e300, Smallest = 1e-290;

    /// <summary>Whether a value has a position on an axis: neither NaN nor infinite nor beyond 1e300.</summary>
    public static bool Holds(double value) => Math.Abs(value) <= Largest;

    /// <summary>An axis that shows all from <paramref name="low"/> to <paramref name="high"/>.</summary>
    /// <param name="low">The least value.</param>
    /// <param name="high">The greatest value. Where it equals the least, room is made on both sides.</param>
    /// <param name="ticks">About how many steps to make.</param>
    /// <param name="toTicks">Whether the axis goes on to the next tick at both ends.</param>
    /// <param name="whole">Whether ticks stand at whole numbers only.</param>
    public static Axis Cover(double low, double high, int ticks, bool toTicks, bool whole = false)
    {
        var size = Math.Max(Math.Abs(low), Math.Abs(high));
        if (high - low <= Math.Max(1e-12 * size, Smallest))
        {
            var room = size < Smallest * 10 ? 1 : whole ? Math.Max(1, size * 1e-11) : size * 0.1;
            (low, high) = (low - room, high + room);
        }

        var step = NiceStep((high - low) / Math.Max(1, ticks));
        if (whole) step = Math.Max(1, step);
        if (toTicks) (low, high) = (Math.Floor(low / step + 1e-9) * step, Math.Ceiling(high / step - 1e-9) * step);
        var first = Math.Ceiling(low / step - 1e-9);
        var count = (int)(Math.Floor(high / step + 1e-9) - first) + 1;
        return new Axis(low, high, step, [.. Enumerable.Range(0, Math.Max(0, count)).Select(i => (first + i) * step)]);
    }

    /// <summary>An axis of equal ratios that shows all from <paramref name="low"/> to <paramref name="high"/>, both above 0: ticks at
    /// powers of ten, with 2 and 5 times them between where it spans fewer than two.</summary>
    /// <param name="low">The least value.</param>
    /// <param name="high">The greatest value.</param>
    /// <param name="ticks">About how many ticks to make.</param>
    /// <param name="toTicks">Whether the axis goes on to the next power of ten at both ends.</param>
    public static Axis CoverLog(double low, double high, int ticks, bool toTicks)
    {
        if (high <= low * (1 + 1e-9))
            (low, high) = (low / 2, high * 2);
        double Power(double value, Func<double, double> round) => round(Math.Log10(value));
        var (first, last) = ((int)Power(low * (1 + 1e-9), Math.Floor), (int)Power(high * (1 - 1e-9), Math.Ceiling));
        if (toTicks && last - first >= 2)
            (low, high) = (Math.Pow(10, first), Math.Pow(10, last));
        var stride = Math.Max(1, (int)Math.Ceiling((last - first) / (double)Math.Max(1, ticks)));
        double[] factors = last - first <= 2 ? [1, 2, 5] : [1];
        var all = Enumerable.Range(first, last - first + 1).Where(power => (power - first) % stride == 0)
            .SelectMany(power => factors.Select(factor => factor * Math.Pow(10, power)));
        return new Axis(low, high, 0, [.. all.Where(tick => tick >= low * (1 - 1e-9) && tick <= high * (1 + 1e-9))]) { IsLog = true };
    }

    /// <summary>The map from its numbers to the positions from one end to the other.</summary>
    public Scale To(double from, double to) => new(Minimum, Maximum, from, to, IsLog);

    /// <summary>A tick's label, with as many decimals as the step needs; very large and very small ones with an exponent.</summary>
    public string Label(double tick)
    {
        if (IsLog)
            return tick.ToString(tick is < 1e5 and >= 1e-3 ? "0.#####" : "0.##e+0", CultureInfo.InvariantCulture);
        if (Math.Abs(tick) < Step / 2) tick = 0;
        var size = Math.Max(Math.Abs(Minimum), Math.Abs(Maximum));
        var stepPower = (int)Math.Floor(Math.Log10(Step) + 1e-9);
        if (size is < 1e6 and >= 1e-4) return tick.ToString("F" + Math.Max(0, -stepPower), CultureInfo.InvariantCulture);
        if (tick == 0) return "0";
        var digits = Math.Clamp((int)Math.Floor(Math.Log10(Math.Abs(tick)) + 1e-9) - stepPower, 0, 15);
        return tick.ToString($"0.{new string('0', digits)}e+0", CultureInfo.InvariantCulture);
    }

    private static double NiceStep(double raw)
    {
        var power = Math.Pow(10, Math.Floor(Math.Log10(raw)));
        return (raw / power) switch
        {
            < 1.5 => power,
            < 3.5 => 2 * power,
            < 7.5 => 5 * power,
            _ => 10 * power,
        };
    }
}
