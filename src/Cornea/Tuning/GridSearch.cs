namespace Cornea.Tuning;

/// <summary>Tries every combination of the values of each setting's grid.</summary>
/// <param name="space">The settings that are searched for.</param>
public sealed class GridSearch(SearchSpace space) : Tuner(space)
{
    /// <summary>How many combinations there are.</summary>
    public long Count => Space.Aggregate(1L, (count, parameter) => count * parameter.Grid.Count);

    /// <inheritdoc/>
    protected override void Search(Func<HyperParameters, int, Trial> measure, TuningOptions options)
    {
        for (var number = 0L; number < Count; number++)
        {
            var values = new Dictionary<string, double>();
            var rest = number;
            // The last setting changes fastest.
            foreach (var parameter in Space.Reverse())
            {
                values[parameter.Name] = parameter.Grid[(int)(rest % parameter.Grid.Count)];
                rest /= parameter.Grid.Count;
            }
            measure(new HyperParameters(values), options.Epochs);
        }
    }
}
