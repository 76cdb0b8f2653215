using System.Text.Json.Nodes;
using Cornea.Studio.Training;

namespace Cornea.Studio.Models;

/// <summary>Pictures of a data set that are kept for tests.</summary>
internal static class Samples
{
    private const int Pixels = DigitImage.Side * DigitImage.Side;

    /// <summary>One picture.</summary>
    public static JsonObject Of(string data, int index)
    {
        var (_, test) = DataSets.Load(data);
        return new JsonObject
        {
            ["index"] = index,
            ["label"] = (int)test.Labels.AsSpan<byte>()[index],
            ["pixels"] = Convert.ToBase64String(test.Images.AsSpan<byte>().Slice(index * Pixels, Pixels)),
        };
    }

    /// <summary>Pictures in the order of the set.</summary>
    /// <param name="data">The set.</param>
    /// <param name="label">Their class; any where negative.</param>
    /// <param name="from">The first that may be taken.</param>
    /// <param name="count">The most that are taken.</param>
    public static JsonArray Of(string data, int label, int from, int count)
    {
        var labels = DataSets.Load(data).Test.Labels.AsSpan<byte>();
        var samples = new JsonArray();
        for (var i = from; i < labels.Length && samples.Count < count; i++)
        {
            if (label < 0 || labels[i] == label)
                samples.Add((JsonNode)Of(data, i));
        }
        return samples;
    }
}
