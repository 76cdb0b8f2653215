namespace Cornea.Plots;

/// <summary>One curve of a plot.</summary>
public sealed record PlotSeries
{
    /// <summary>Names the values of a curve.</summary>
    /// <param name="name">Its name in the legend.</param>
    /// <param name="y">Its values. NaN and infinite ones leave a gap.</param>
    /// <param name="x">Where they stand; where null at 1, 2, 3 and so on, as epochs are counted.</param>
    /// <exception cref="ArgumentException">There are more or fewer positions than values.</exception>
    public PlotSeries(string name, IReadOnlyList<double> y, IReadOnlyList<double>? x = null)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(y);
        if (x is not null && x.Count != y.Count)
            throw new ArgumentException($"Series '{name}' needs as many x as y, but received {x.Count} x and {y.Count} y.", nameof(x));
        (Name, Y, X) = (name, y, x);
    }

    /// <summary>Its name in the legend.</summary>
    public string Name { get; }

    /// <summary>Its values.</summary>
    public IReadOnlyList<double> Y { get; }

    /// <summary>Where they stand, null for 1, 2, 3 and so on.</summary>
    public IReadOnlyList<double>? X { get; }

    /// <summary>The curve as an exponential moving average, as TensorBoard draws it: m = w m + (1 - w) y, divided by 1 - w^n so that
    /// the first values are not drawn towards 0. Gaps stay gaps.</summary>
    /// <param name="weight">w, from 0 (the curve itself) to below 1.</param>
    public PlotSeries Smoothed(double weight)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(weight);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(weight, 1);
        var (mean, count) = (0.0, 0);
        var smooth = new double[Y.Count];
        for (var i = 0; i < smooth.Length; i++)
        {
            smooth[i] = Y[i];
            if (!double.IsFinite(Y[i]))
                continue;
            mean = weight * mean + (1 - weight) * Y[i];
            smooth[i] = mean / (1 - Math.Pow(weight, ++count));
        }
        return new PlotSeries(Name, smooth, X);
    }

    /// <summary>The points without gaps between them, one list for each unbroken part.</summary>
    /// <param name="logX">Whether only positions above 0 can be drawn.</param>
    /// <param name="logY">Whether only values above 0 can be drawn.</param>
    internal List<List<(double X, double Y)>> Parts(bool logX = false, bool logY = false)
    {
        var parts = new List<List<(double X, double Y)>>();
        var open = false;
        for (var i = 0; i < Y.Count; i++)
        {
            var (x, y) = (X?[i] ?? i + 1, Y[i]);
            var holds = Plots.Axis.Holds(x) && Plots.Axis.Holds(y) && !(logX && x <= 0) && !(logY && y <= 0);
            if (holds && !open) parts.Add([]);
            if (holds) parts[^1].Add((x, y));
            open = holds;
        }

        return parts;
    }
}
