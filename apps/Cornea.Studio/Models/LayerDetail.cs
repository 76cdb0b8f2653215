using System.Text.Json.Nodes;

namespace Cornea.Studio.Models;

/// <summary>All of one layer: its configuration, and of each weight its shape, figures and histogram.</summary>
internal static class LayerDetail
{
    private const int Bins = 40;
    private const int MostKernels = 64 * 1024;

    public static JsonObject Of(ViewedModel view, Layer layer) => view.With(_ => new JsonObject
    {
        ["name"] = layer.Name,
        ["class"] = layer.ClassName,
        ["config"] = LayerViews.Config(layer),
        ["weights"] = new JsonArray([.. layer.Weights.Select(Describe)]),
    });

    private static JsonNode Describe(Weight weight)
    {
        var values = weight.Variable.ToArray<float>();
        var finite = values.Where(float.IsFinite).ToArray();
        var (low, high) = finite.Length == 0 ? (0, 0) : (finite.Min(), finite.Max());
        var mean = finite.Length == 0 ? 0 : finite.Average(value => (double)value);
        return new JsonObject
        {
            ["name"] = weight.Name,
            ["shape"] = Numbers.Of(weight.Variable.Shape),
            ["type"] = weight.Variable.DType.ToString(),
            ["minimum"] = low,
            ["maximum"] = high,
            ["mean"] = mean,
            ["deviation"] = finite.Length == 0 ? 0 : Math.Sqrt(finite.Average(value => (value - mean) * (value - mean))),
            ["zeros"] = values.Count(value => value == 0),
            ["notFinite"] = values.Length - finite.Length,
            ["histogram"] = Numbers.Of(Histogram(finite, low, high)),
            ["values"] = weight.Variable.Shape.Rank == 4 && values.Length <= MostKernels ? Numbers.Base64(values) : null,
        };
    }

    private static int[] Histogram(float[] values, float low, float high)
    {
        var bins = new int[Bins];
        foreach (var value in values)
            bins[high > low ? Math.Min(Bins - 1, (int)((value - low) / (high - low) * Bins)) : 0]++;
        return bins;
    }
}
