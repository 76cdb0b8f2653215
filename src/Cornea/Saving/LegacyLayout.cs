using Cornea.Formats.Keras;

namespace Cornea.Saving;

/// <summary>Finds the weights of a model in the legacy form, in which each layer of the model has one flat list.</summary>
internal static class LegacyLayout
{
    /// <summary>A layer's weights in the order of the legacy form: those that are trained first.</summary>
    public static IReadOnlyList<Variable> Ordered(Layer layer) =>
        [.. layer.TrainableWeights.Concat(layer.NonTrainableWeights).Select(weight => weight.Variable)];

    /// <summary>Pairs all variables of a model by the order of its layers with weights.</summary>
    /// <exception cref="InvalidDataException">The file has another number of layers with weights.</exception>
    public static void PairByOrder(Model model, KerasFile file, WeightTransfer transfer, string path)
    {
        var (stored, layers, older) = (Stored(file.Variables), WithWeights(model), new OlderWeights(LegacyRules.Of(file)));
        if (stored.Length != layers.Length)
        {
            throw new InvalidDataException(
                $"{model} has {layers.Length} layers with weights, but '{path}' has {stored.Length}. " +
                "Build the model as the one that was saved. Of the files of keras.applications those called notop or no_top are for " +
                "includeTop: false, the others for includeTop: true and 1000 classes.");
        }
        foreach (var (layer, group) in layers.Zip(stored))
        {
            transfer.Pair(layer, Ordered(layer), older.Converted(layer, group.Items));
        }
    }

    /// <summary>Pairs all variables of a model by the names of its layers; by order, as Keras does, where no name speaks against it: those
    /// that differ are not known on the other side, or differ by an automatic number (Keras 2 counts from 1, and on through everything
    /// that a program makes).</summary>
    public static void Pair(
        Model model, IReadOnlyList<KerasVariables> groups, LegacyRules rules, WeightTransfer transfer, bool byName)
    {
        var (stored, layers, older) = (Stored(groups), WithWeights(model), new OlderWeights(rules));
        var names = layers.Select(layer => layer.Name).ToHashSet(StringComparer.Ordinal);
        var byPath = ByName(stored.Select(group => (names.Contains(group.Path) ? group.Path : OlderLayerNames.Today(group.Path), group)));
        if (!byName && stored.Length == layers.Length && !names.SetEquals(byPath.Keys) && AreInOrder(layers, stored, names, byPath))
        {
            byPath = ByName(layers.Zip(stored, (layer, group) => (layer.Name, group)));
        }
        foreach (var layer in layers)
        {
            if (byPath.Remove(layer.Name, out var group))
            {
                transfer.Pair(layer, Ordered(layer), older.Converted(layer, group.Items));
            }
            else
            {
                transfer.Miss(layer.Weights.Select(weight => weight.Variable));
            }
        }
        foreach (var left in byPath.Values)
        {
            transfer.Leave(left.Items);
        }
    }

    // Whether no name speaks against the order: each is the same, differs by an automatic number, or is unknown on the other side.
    private static bool AreInOrder(
        Layer[] layers, KerasVariables[] stored, HashSet<string> names, Dictionary<string, KerasVariables> byPath) =>
        layers.Zip(stored).All(pair =>
        {
            var (own, stands) = (pair.First.Name, pair.Second.Path);
            var other = names.Contains(stands) ? stands : OlderLayerNames.Today(stands);
            return own == other
                || (Stem(own) == Stem(other) && Stem(own) == AutomaticNames.ToSnakeCase(pair.First.KerasClassName))
                || (!byPath.ContainsKey(own) && !names.Contains(other));
        });

    // A name without the number at its end.
    private static string Stem(string name)
    {
        var text = name.TrimEnd('0', '1', '2', '3', '4', '5', '6', '7', '8', '9');
        return text.Length < name.Length && text.EndsWith('_') ? text[..^1] : name;
    }

    private static Dictionary<string, KerasVariables> ByName(IEnumerable<(string Name, KerasVariables Group)> groups)
    {
        var named = new Dictionary<string, KerasVariables>(StringComparer.Ordinal);
        foreach (var (name, group) in groups)
        {
            if (!named.TryAdd(name, group))
            {
                throw new InvalidDataException(
                    $"The weights are those of two layers named '{name}', and which belong to which is not said. Save the model with names "
                        + $"that differ.");
            }
        }
        return named;
    }

    private static KerasVariables[] Stored(IReadOnlyList<KerasVariables> groups) =>
        [.. groups.Where(group => group.Items.Count > 0 && group.Path is not "optimizer_weights")];

    private static Layer[] WithWeights(Model model) => [.. model.Layers.Where(layer => layer.Weights.Count > 0)];
}
