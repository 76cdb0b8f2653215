using System.Globalization;

namespace Cornea.Tuning;

/// <summary>One choice of all settings.</summary>
/// <param name="Values">The value of each setting by name.</param>
public sealed record HyperParameters(IReadOnlyDictionary<string, double> Values)
{
    /// <summary>A setting.</summary>
    /// <param name="name">Its name.</param>
    /// <exception cref="KeyNotFoundException">There is none of that name.</exception>
    public double this[string name] => Values.TryGetValue(name, out var value) ? value
        : throw new KeyNotFoundException($"There is no setting '{name}'. There are {string.Join(", ", Values.Keys)}.");

    /// <summary>A setting that is a whole number.</summary>
    /// <param name="name">Its name.</param>
    public int Whole(string name) => (int)Math.Round(this[name]);

    /// <summary>The settings as text, the same for the same values.</summary>
    public override string ToString() => string.Join(", ", Values.OrderBy(pair => pair.Key, StringComparer.Ordinal)
        .Select(pair => string.Create(CultureInfo.InvariantCulture, $"{pair.Key}={pair.Value:R}")));
}
