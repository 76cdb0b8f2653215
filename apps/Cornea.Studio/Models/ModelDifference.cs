using System.Text.Json.Nodes;

namespace Cornea.Studio.Models;

/// <summary>Two networks, layer by layer: how far the weights of the second are from those of the first.</summary>
internal static class ModelDifference
{
    /// <summary>For each position the distance |b - a| / |a| over all weights of the layers there; null where they have other shapes,
    /// or none.</summary>
    public static JsonObject Of(ViewedModel first, ViewedModel second)
    {
        // Read one after the other: each has a lock of its own.
        var (a, b) = (first.With(_ => Weights(first)), second.With(_ => Weights(second)));
        return new JsonObject
        {
            ["layers"] = new JsonArray([.. Enumerable.Range(0, Math.Min(a.Length, b.Length)).Select(i => Distance(a[i], b[i]))]),
        };
    }

    private static (Shape Shape, float[] Values)[][] Weights(ViewedModel view) =>
        [.. view.Layers.Select(layer =>
            layer.Weights.Select(weight => (weight.Variable.Shape, weight.Variable.ToArray<float>())).ToArray())];

    private static JsonNode? Distance((Shape Shape, float[] Values)[] a, (Shape Shape, float[] Values)[] b)
    {
        if (a.Length == 0 || a.Length != b.Length || a.Zip(b).Any(pair => !pair.First.Shape.Equals(pair.Second.Shape)))
            return null;
        var (apart, size) = (0.0, 0.0);
        foreach (var (one, other) in a.Zip(b))
        {
            for (var i = 0; i < one.Values.Length; i++)
            {
                apart += Math.Pow(other.Values[i] - (double)one.Values[i], 2);
                size += (double)one.Values[i] * one.Values[i];
            }
        }
        return Numbers.Of(apart == 0 ? 0 : Math.Sqrt(apart / size));
    }
}
