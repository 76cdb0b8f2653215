using System.Text.Json.Nodes;

namespace Cornea.Studio.Models;

/// <summary>What the layers of a network take for one sample, by the library's <see cref="ModelCost"/>.</summary>
internal static class NetworkCost
{
    private const int Runs = 5;

    // Only counts are shown here, never times at this speed: the machine is not measured.
    private static readonly MachineSpeed Unmeasured = new(1, 1);

    /// <summary>Multiply-adds and bytes of the outputs by the index of the layer; null where the shape of a sample is not known. What a
    /// nested model's layers take is counted for the nested model.</summary>
    public static (long Macs, long Bytes)[]? Of(ViewedModel view, Model model)
    {
        if (Count(model) is not { } cost)
            return null;
        var owners = Owners(view);
        var counts = new (long Macs, long Bytes)[view.Layers.Count];
        foreach (var layer in cost.Layers)
        {
            if (owners.TryGetValue(layer.Name, out var index))
                counts[index] = (counts[index].Macs + layer.Macs, counts[index].Bytes + layer.OutputBytes);
        }
        return counts;
    }

    /// <summary>The time of each layer run alone, and of the whole network, for one sample: medians of some runs.</summary>
    public static JsonObject Measure(ViewedModel view) => view.With(model =>
    {
        var cost = model.Cost(batch: 1, Unmeasured).Measure(Runs);
        var owners = Owners(view);
        var times = new double[view.Layers.Count];
        foreach (var layer in cost.Layers)
        {
            if (owners.TryGetValue(layer.Name, out var index))
                times[index] += layer.MeasuredMilliseconds ?? 0;
        }
        return new JsonObject
        {
            ["milliseconds"] = Numbers.Of(cost.MeasuredMilliseconds ?? 0),
            ["layers"] = new JsonArray([.. times.Select(time => Numbers.Of(time))]),
        };
    });

    /// <summary>Multiply-adds of one layer for one sample.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="sample">The shape of what it is given, without the batch axis.</param>
    public static long Of(Layer layer, Shape sample) => new Sequential([new InputLayer(sample), layer]).Cost(1, Unmeasured).Macs;

    private static ModelCost? Count(Model model) =>
        model.Inputs.Count == 0 || model.Inputs.Any(input => input.Shape.With(0, 1).Contains(Shape.Unknown)) ? null
            : model.Cost(1, Unmeasured);

    private static Dictionary<string, int> Owners(ViewedModel view)
    {
        var owners = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var index = 0; index < view.Layers.Count; index++)
            Own(view.Layers[index], index);
        return owners;

        void Own(Layer layer, int index)
        {
            if (layer is not Model model)
                owners.TryAdd(layer.Name, index);
            else
            {
                foreach (var inner in model.Layers)
                    Own(inner, index);
            }
        }
    }
}
