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

    /// <summary>The points without gaps between them, one list for each unbroken part.</summary>
    internal List<List<(double X, double Y)>> Parts()
    {
        var parts = new List<List<(double X, double Y)>>();
        var open = false;
        for (var i = 0; i < Y.Count; i++)
        {
            var (x, y) = (X?[i] ?? i + 1, Y[i]);
            var holds = Plots.Axis.Holds(x) && Plots.Axis.Holds(y);
            if (holds && !open) parts.Add([]);
            if (holds) parts[^1].Add((x, y));
            open = holds;
        }

        return parts;
    }
}
