using System.Collections;

namespace Cornea.Tuning;

/// <summary>The settings that are searched for, and their ranges.</summary>
/// <example><code>
/// var space = new SearchSpace().Choice("units", 32, 64, 128).Range("rate", 1e-4, 1e-1, log: true).Whole("layers", 1, 3);
/// </code></example>
public sealed class SearchSpace : IReadOnlyList<HyperParameter>
{
    private readonly List<HyperParameter> _parameters = [];

    /// <inheritdoc/>
    public int Count => _parameters.Count;

    /// <inheritdoc/>
    public HyperParameter this[int index] => _parameters[index];

    /// <summary>Adds one of some numbers.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="values">The numbers, one or more.</param>
    public SearchSpace Choice(string name, params IReadOnlyList<double> values) => values.Count > 0
        ? Add(new ChoiceParameter(name, values))
        : throw new ArgumentException($"'{name}' needs one value or more to choose from.", nameof(values));

    /// <summary>Adds a number of a range.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="low">The least value.</param>
    /// <param name="high">The greatest value.</param>
    /// <param name="log">Whether ratios count rather than differences; both ends are then above 0.</param>
    /// <param name="gridPoints">How many values a grid tries.</param>
    public SearchSpace Range(string name, double low, double high, bool log = false, int gridPoints = 3) =>
        Add(new RangeParameter(name, low, Checked(name, low, high, log), log, false, gridPoints));

    /// <summary>Adds a whole number of a range.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="low">The least value.</param>
    /// <param name="high">The greatest value.</param>
    /// <param name="log">Whether ratios count rather than differences; both ends are then above 0.</param>
    /// <param name="gridPoints">How many values a grid tries.</param>
    public SearchSpace Whole(string name, int low, int high, bool log = false, int gridPoints = 3) =>
        Add(new RangeParameter(name, low, Checked(name, low, high, log), log, true, gridPoints));

    /// <inheritdoc/>
    public IEnumerator<HyperParameter> GetEnumerator() => _parameters.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private SearchSpace Add(HyperParameter parameter)
    {
        ArgumentException.ThrowIfNullOrEmpty(parameter.Name);
        if (_parameters.Any(other => other.Name == parameter.Name))
            throw new ArgumentException($"The search space has '{parameter.Name}' already. Give each setting its own name.");
        _parameters.Add(parameter);
        return this;
    }

    private static double Checked(string name, double low, double high, bool log) => high >= low && (!log || low > 0) ? high
        : throw new ArgumentException($"'{name}' needs a range from a smaller to a greater number{(log ? " above 0" : "")}, but received " +
            $"{low} to {high}.");
}
