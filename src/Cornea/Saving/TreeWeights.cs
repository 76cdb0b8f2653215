namespace Cornea.Saving;

/// <summary>Finds the weights of a model in the newer forms, in which groups follow the sublayers each other.</summary>
internal static class TreeWeights
{
    /// <summary>Pairs all variables of a layer with those of its group and the groups inside.</summary>
    public static void Pair(Layer layer, WeightNode node, WeightTransfer transfer)
    {
        var taken = new HashSet<WeightNode>();
        Pair(layer, node, transfer, taken);
        foreach (var left in node.WithVariables().Where(left => !taken.Contains(left) && !IsState(left.Path)))
        {
            transfer.Leave(left.Variables);
        }
    }

    private static void Pair(Layer layer, WeightNode node, WeightTransfer transfer, HashSet<WeightNode> taken)
    {
        var own = LayerParts.Own(layer);
        if (own.Any(variable => !transfer.Has(variable)) || node.Variables.Count > 0)
        {
            transfer.Pair(layer, own, [.. node.Variables.Select(StoredWeight.Of)]);
        }
        if (layer is AdaptedLayer { Adapters: { Count: > 0 } adapters })
        {
            transfer.Reset(adapters);
        }
        taken.Add(node);
        if (LayerParts.Counted(layer) is { } counted)
        {
            PairCounted(counted, layer is StackedRNNCells ? node.Find("cells") : node.Container, transfer, taken);
            return;
        }
        foreach (var (name, inner) in LayerParts.Named(layer))
        {
            // Keras 2 has an underscore before the projections of attention layers.
            Down(inner, node.Find(name) ?? node.Find("_" + name) ?? node.Find(name.TrimStart('_')), transfer, taken);
        }
    }

    // A class's groups go to its layers in order: Keras 2.12 and 2.13 leave numbers out, and Keras 2 has no groups for some
    // layers without weights.
    private static void PairCounted(IReadOnlyList<Layer> layers, WeightNode? container, WeightTransfer transfer, HashSet<WeightNode> taken)
    {
        foreach (var group in layers.GroupBy(layer => AutomaticNames.ToSnakeCase(layer.KerasClassName)))
        {
            Layer[] all = [.. group];
            var nodes = container?.OfClass(group.Key) ?? [];
            if (nodes.Count != all.Length)
            {
                all = [.. all.Where(layer => layer.Weights.Count > 0)];
                nodes = [.. nodes.Where(node => node.HasVariables)];
            }
            for (var i = 0; i < all.Length; i++)
            {
                Down(all[i], i < nodes.Count ? nodes[i] : null, transfer, taken);
            }
        }
    }

    private static void Down(Layer layer, WeightNode? node, WeightTransfer transfer, HashSet<WeightNode> taken)
    {
        if (node is null)
        {
            transfer.Miss(layer.Weights.Select(weight => weight.Variable).Where(variable => !transfer.Has(variable)));
        }
        else
        {
            Pair(layer, node, transfer, taken);
        }
    }

    // What is no weight of a layer: the optimizer, the metrics, and the states of random generators.
    private static bool IsState(string path) => path.Split('/') is [.., "seed_generator"] or ["optimizer", ..] or ["metrics", ..]
        || path.Contains("seed_generator", StringComparison.Ordinal) || path.Contains("_random_generator", StringComparison.Ordinal);
}
