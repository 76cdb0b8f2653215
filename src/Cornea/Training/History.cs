using System.Collections;
using System.Globalization;

namespace Cornea;

/// <summary>
/// The metrics of each epoch of a training: <c>history["val_loss"][2]</c>. Keras: <c>keras.callbacks.History</c>.
/// </summary>
public sealed class History : IReadOnlyDictionary<string, IReadOnlyList<double>>
{
    private readonly List<string> _names = [];
    private readonly Dictionary<string, List<double>> _values = new(StringComparer.Ordinal);
    private readonly List<int> _epochs = [];

    internal History(FitParameters parameters) => Parameters = parameters;

    /// <summary>The epochs that were run, from 0.</summary>
    public IReadOnlyList<int> Epochs => _epochs;

    /// <summary>The names of the metrics in Keras's order: alphabetical, then what callbacks added.</summary>
    public IReadOnlyList<string> Names => _names;

    /// <summary>What was asked of the run.</summary>
    public FitParameters Parameters { get; }

    /// <summary>Whether the run was ended by its cancellation token.</summary>
    public bool WasCanceled { get; internal set; }

    /// <inheritdoc/>
    public IEnumerable<string> Keys => _names;

    /// <inheritdoc/>
    public IEnumerable<IReadOnlyList<double>> Values => _names.Select(name => _values[name]);

    /// <inheritdoc/>
    public int Count => _names.Count;

    /// <summary>A metric over the epochs.</summary>
    /// <param name="key">Its name, such as <c>accuracy</c> or <c>val_loss</c>.</param>
    /// <exception cref="KeyNotFoundException">There is none of that name; the message names the nearest.</exception>
    public IReadOnlyList<double> this[string key] => _values.TryGetValue(key, out var values) ? values : throw Unknown(key);

    /// <inheritdoc/>
    public bool ContainsKey(string key) => _values.ContainsKey(key);

    /// <inheritdoc/>
    public bool TryGetValue(string key, out IReadOnlyList<double> value)
    {
        var found = _values.TryGetValue(key, out var values);
        value = values ?? [];
        return found;
    }

    /// <summary>Curves of a metric, with that of the validation where there is one.</summary>
    /// <param name="names">The metrics, such as <c>accuracy</c>; the loss when none is named.</param>
    /// <exception cref="KeyNotFoundException">There is none of that name.</exception>
    public LinePlot Plot(params IReadOnlyList<string> names)
    {
        var chosen = names.Count > 0 ? names : ["loss"];
        var series = new List<PlotSeries>();
        foreach (var name in chosen)
        {
            series.Add(Series(name, this[name]));
            if (_values.TryGetValue("val_" + name, out var validation))
                series.Add(Series("val_" + name, validation));
        }
        return new LinePlot(string.Join(", ", chosen), series) { XLabel = "epoch", YLabel = chosen.Count == 1 ? chosen[0] : "" };
    }

    /// <inheritdoc/>
    public IEnumerator<KeyValuePair<string, IReadOnlyList<double>>> GetEnumerator() =>
        _names.Select(name => new KeyValuePair<string, IReadOnlyList<double>>(name, _values[name])).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>One line per epoch.</summary>
    public override string ToString() => string.Join('\n', _epochs.Select((epoch, i) => string.Create(
        CultureInfo.InvariantCulture, $"epoch {epoch + 1}: {string.Join(" - ", FiguresOf(i))}")));

    /// <summary>Begins with the metrics of an earlier training.</summary>
    internal void Begin(IEnumerable<int> epochs, IEnumerable<(string Name, double[] Values)> metrics)
    {
        _epochs.Clear();
        _names.Clear();
        _values.Clear();
        _epochs.AddRange(epochs);
        foreach (var (name, values) in metrics)
        {
            _names.Add(name);
            _values[name] = [.. values];
        }
    }

    internal void Add(int epoch, Logs logs)
    {
        _epochs.Add(epoch);
        foreach (var (name, value) in logs)
        {
            if (!_values.TryGetValue(name, out var values))
            {
                _names.Add(name);
                _values[name] = values = [];
            }
            values.Add(value);
        }
    }

    // A metric that is not there in each epoch (validation every other one) lies on the epochs it was measured in, the last ones.
    private static PlotSeries Series(string name, IReadOnlyList<double> values) => new(name, values);

    private KeyNotFoundException Unknown(string key)
    {
        var hint = DidYouMean.Suggest(key, _names) is { } near ? $"Did you mean '{near}'?"
            : $"There are {string.Join(", ", _names.Select(name => $"'{name}'"))}.";
        return new KeyNotFoundException($"The history has no metric '{key}'. {hint}");
    }

    private IEnumerable<string> FiguresOf(int row) => _names.Where(name => row < _values[name].Count)
        .Select(name => string.Create(CultureInfo.InvariantCulture, $"{name}: {_values[name][row]:G5}"));
}
