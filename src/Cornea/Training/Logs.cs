using System.Collections;

namespace Cornea.Training;

/// <summary>
/// The metrics of a batch or an epoch by name, in alphabetical order as Keras gives them; what callbacks add stands
/// behind. Metrics of a batch are read from the running step only when asked for.
/// </summary>
public sealed class Logs : IReadOnlyCollection<KeyValuePair<string, double>>
{
    private readonly List<string> _names = [];
    private readonly List<double> _values = [];
    private readonly Action<Logs>? _read;
    private bool _stale;

    /// <summary>Makes empty logs.</summary>
    public Logs()
    {
    }

    internal Logs(Action<Logs> read) => _read = read;

    /// <summary>How many metrics there are.</summary>
    public int Count
    {
        get
        {
            Refresh();
            return _names.Count;
        }
    }

    /// <summary>The names in order.</summary>
    public IReadOnlyList<string> Names
    {
        get
        {
            Refresh();
            return _names;
        }
    }

    /// <summary>A metric by its name. Setting one that is new puts it at the end.</summary>
    /// <param name="name">The name, such as <c>val_loss</c>.</param>
    /// <exception cref="KeyNotFoundException">There is none of that name; the message names those there are.</exception>
    public double this[string name]
    {
        get => Find(name) ?? throw new KeyNotFoundException(
            $"There is no metric '{name}'. There are {string.Join(", ", Names.Select(other => $"'{other}'"))}.");
        set
        {
            Refresh();
            Put(name, value);
        }
    }

    /// <summary>A metric, or null where there is none of that name.</summary>
    /// <param name="name">The name.</param>
    public double? Find(string name)
    {
        Refresh();
        var index = _names.IndexOf(name);
        return index < 0 ? null : _values[index];
    }

    /// <inheritdoc/>
    public IEnumerator<KeyValuePair<string, double>> GetEnumerator()
    {
        Refresh();
        for (var i = 0; i < _names.Count; i++)
            yield return new KeyValuePair<string, double>(_names[i], _values[i]);
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>Brings the metrics into alphabetical order, those of the validation among them.</summary>
    internal void Sort()
    {
        var sorted = this.OrderBy(metric => metric.Key, StringComparer.Ordinal).ToArray();
        for (var i = 0; i < sorted.Length; i++)
            (_names[i], _values[i]) = (sorted[i].Key, sorted[i].Value);
    }

    internal void Invalidate() => _stale = true;

    internal void Put(string name, double value)
    {
        var index = _names.IndexOf(name);
        if (index < 0)
        {
            _names.Add(name);
            _values.Add(value);
        }
        else
        {
            _values[index] = value;
        }
    }

    private void Refresh()
    {
        if (!_stale)
            return;
        _stale = false;
        _read?.Invoke(this);
    }
}
