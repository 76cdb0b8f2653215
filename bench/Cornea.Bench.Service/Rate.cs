using System.Globalization;

namespace Cornea.Bench.Service;

/// <summary>How many requests a second were answered, and how long half of them and nearly all took at most, in milliseconds.</summary>
internal readonly record struct Rate(double PerSecond, double P50, double P99)
{
    public static Rate Read(string line)
    {
        double[] numbers = [.. line.Split(' ').Select(number => double.Parse(number, CultureInfo.InvariantCulture))];
        return new Rate(numbers[0], numbers[1], numbers[2]);
    }

    public string Line => string.Create(CultureInfo.InvariantCulture, $"{PerSecond:R} {P50:R} {P99:R}");

    public override string ToString() => $"{PerSecond,8:N0} requests/s, p50 {P50:F2} ms, p99 {P99:F2} ms";
}
