using System.Collections;
using System.Globalization;

namespace Cornea;

/// <summary>What an evaluation gave: the loss and the metrics, in the order in which the model was compiled with them; where it has several
/// outputs, their losses and then the metrics in alphabetical order, as in Keras.</summary>
public sealed class EvaluationResult : IReadOnlyList<double>
{
    private readonly IReadOnlyList<double> _values;

    private EvaluationResult(IReadOnlyList<string> names, IReadOnlyList<double> values)
    {
        Names = names;
        _values = values;
    }

    /// <summary>The figures of a model in their order.</summary>
    internal static EvaluationResult Of(Model model, IReadOnlyList<string> names, IReadOnlyList<double> values)
    {
        var outputs = model.OutputNames;
        if (outputs.Count < 2)
            return new EvaluationResult(names, values);
        int[] order = [.. Enumerable.Range(0, names.Count).OrderBy(i => IsLoss(names[i]) ? "" : names[i], StringComparer.Ordinal)];
        return new EvaluationResult([.. order.Select(i => names[i])], [.. order.Select(i => values[i])]);

        bool IsLoss(string name) => name == "loss" || outputs.Any(output => name == output + "_loss");
    }

    /// <summary>The names: <c>loss</c>, then the metrics.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>The loss, penalties included.</summary>
    public double Loss => _values[0];

    /// <inheritdoc/>
    public int Count => _values.Count;

    /// <inheritdoc/>
    public double this[int index] => _values[index];

    /// <summary>A metric by its name, such as <c>accuracy</c>.</summary>
    /// <param name="name">The name.</param>
    /// <exception cref="KeyNotFoundException">There is none of that name; the message names those there are.</exception>
    public double this[string name]
    {
        get
        {
            for (var i = 0; i < Names.Count; i++)
            {
                if (Names[i] == name)
                    return _values[i];
            }
            throw new KeyNotFoundException(
                $"The evaluation has no metric '{name}'. There are {string.Join(", ", Names.Select(other => $"'{other}'"))}.");
        }
    }

    /// <inheritdoc/>
    public IEnumerator<double> GetEnumerator() => _values.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>Names and values, as in <c>loss: 0.0741 - accuracy: 0.9797</c>.</summary>
    public override string ToString() =>
        string.Join(" - ", Names.Select((name, i) => string.Create(CultureInfo.InvariantCulture, $"{name}: {_values[i]:F4}")));
}
