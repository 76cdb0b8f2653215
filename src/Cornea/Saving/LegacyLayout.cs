using Cornea.Formats.Keras;

namespace Cornea.Saving;

/// <summary>Finds the weights of a model in the legacy form, in which each layer of the model has one flat list.</summary>
internal static class LegacyLayout
{
    /// <summary>A layer's weights in the order of the legacy form: those that are trained first.</summary>
    public static IReadOnlyList<Variable> Ordered(Layer layer) =>
        [.. layer.TrainableWeights.Concat(layer.NonTrainableWeights).Select(weight => weight.Variable)];

    /// <summary>Pairs all variables of a model by the names of its layers; by order where no name is the same.</summary>
    public static void Pair(Model model, IReadOnlyList<KerasVariables> groups, WeightTransfer transfer, bool byName)
    {
        KerasVariables[] stored = [.. groups.Where(group => group.Items.Count > 0 && group.Path is not "optimizer_weights")];
        Layer[] layers = [.. model.Layers.Where(layer => layer.Weights.Count > 0)];
        var byPath = stored.ToDictionary(group => group.Path, StringComparer.Ordinal);
        if (!byName && stored.Length == layers.Length && !layers.Any(layer => byPath.ContainsKey(layer.Name)))
        {
            byPath = layers.Zip(stored).ToDictionary(pair => pair.First.Name, pair => pair.Second, StringComparer.Ordinal);
        }
        foreach (var layer in layers)
        {
            if (byPath.Remove(layer.Name, out var group))
            {
                transfer.Pair(layer, Ordered(layer), OlderWeights.Converted(layer, group.Items));
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
}
