using Cornea.Formats.Keras;

namespace Cornea.Saving;

/// <summary>Pairs the variables of a model with those of a file, and copies the values once all is known.</summary>
/// <param name="path">The file, for messages.</param>
internal sealed class WeightTransfer(string path)
{
    private readonly Dictionary<Variable, StoredWeight> _values = [];
    private readonly List<string> _left = [];
    private readonly List<string> _missing = [];
    private readonly List<string> _mismatches = [];

    /// <summary>What does not fit, one sentence each.</summary>
    public IReadOnlyList<string> Mismatches => _mismatches;

    /// <summary>The weights for which the file has nothing.</summary>
    public IReadOnlyList<string> Missing => _missing;

    /// <summary>What the file has and the model has not.</summary>
    public IReadOnlyList<string> Left => _left;

    /// <summary>Whether the variable was paired already, as those of a layer that is used twice.</summary>
    public bool Has(Variable variable) => _values.ContainsKey(variable);

    /// <summary>Pairs the variables of one layer with stored ones, in order.</summary>
    /// <param name="owner">The layer, for messages.</param>
    /// <param name="variables">The layer's variables.</param>
    /// <param name="stored">What the file has for it.</param>
    public void Pair(Layer owner, IReadOnlyList<Variable> variables, IReadOnlyList<StoredWeight> stored)
    {
        if (stored.Count != variables.Count)
        {
            _mismatches.Add($"{owner} has {variables.Count} weights and the file has {stored.Count} for it");
            Miss(variables);
            _left.AddRange(stored.Select(weight => weight.Name));
            return;
        }
        for (var i = 0; i < stored.Count; i++)
        {
            if (stored[i].Fits(variables[i].Shape))
            {
                _values[variables[i]] = stored[i];
                continue;
            }
            _mismatches.Add($"{owner}: '{variables[i].Name}' has the shape {variables[i].Shape} and '{stored[i].Name}' {stored[i].Shape}");
            _missing.Add(variables[i].Name);
            _left.Add(stored[i].Name);
        }
    }

    /// <summary>Gives variables that no file has the value 0, as those of LoRA, whose product is in the kernel of the file.</summary>
    public void Reset(IEnumerable<Variable> variables)
    {
        foreach (var variable in variables)
        {
            _values[variable] = new StoredWeight(variable.Name, variable.Shape, () => Tensor.Zeros(variable.Shape, variable.DType));
        }
    }

    /// <summary>Notes variables for which the file has nothing.</summary>
    public void Miss(IEnumerable<Variable> variables) => _missing.AddRange(variables.Select(variable => variable.Name));

    /// <summary>Notes what the file has and nothing took.</summary>
    public void Leave(IEnumerable<KerasVariable> variables) => _left.AddRange(variables.Select(variable => variable.Dataset.Path));

    /// <summary>Notes by their names what the file has and nothing took.</summary>
    public void Leave(IEnumerable<string> names) => _left.AddRange(names);

    /// <summary>Copies the values.</summary>
    /// <exception cref="InvalidDataException">Nothing fits, or not all does and all was asked for.</exception>
    public WeightsReport Copy(bool allowPartial)
    {
        if (!allowPartial && (_mismatches.Count > 0 || _missing.Count > 0 || _left.Count > 0))
        {
            string[] problems =
            [
                .. _mismatches,
                .. _missing.Count > 0 ? new[] { $"the file has nothing for {Listed(_missing)}" } : [],
                .. _left.Count > 0 ? new[] { $"the model has nothing for {Listed(_left)}" } : [],
            ];
            throw new InvalidDataException(
                $"The weights of '{path}' do not fit the model: {string.Join("; ", problems)}. " +
                "Build the model as the one that was saved, or call LoadWeights with byName and skipMismatch to take what fits.");
        }
        if (_values.Count == 0 && _missing.Count > 0)
        {
            throw new InvalidDataException(
                $"No weight of '{path}' fits the model: the model needs {Listed(_missing)}; the file has {Listed(_left)}. " +
                "Give the layers the names of those that were saved.");
        }
        foreach (var (variable, weight) in _values)
        {
            weight.CopyTo(variable);
        }
        return new WeightsReport([.. _values.Keys.Select(variable => variable.Name)], _left, _missing);
    }

    private static string Listed(IReadOnlyList<string> names) =>
        string.Join(", ", names.Take(8)) + (names.Count > 8 ? $" and {names.Count - 8} more" : "");
}
