using System.Globalization;
using System.Text.Json;

namespace Cornea;

public static partial class Applications
{
    private const int ImageNetClasses = 1000;

    /// <summary>The best classes of each image by the names of a list. Keras: <c>decode_predictions</c>.</summary>
    /// <param name="predictions">Scores, (images, 1000), of a network with its top.</param>
    /// <param name="classListPath">The list: a JSON file that gives each class from 0 to 999 its identifier and its name,
    /// <c>{"0": ["n01440764", "tench"], ...}</c>. Keras calls it <c>imagenet_class_index.json</c>.</param>
    /// <param name="top">How many classes of each image.</param>
    /// <returns>For each image its classes, the best first.</returns>
    /// <exception cref="ShapeException">The scores are not those of 1000 classes.</exception>
    /// <exception cref="MalformedFileException">The file is no such list.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <example><code>var best = Applications.DecodePredictions(model.Predict(x), "imagenet_class_index.json")[0][0].Name;</code></example>
    public static IReadOnlyList<IReadOnlyList<ClassPrediction>> DecodePredictions(Tensor predictions, string classListPath, int top = 5)
    {
        ArgumentNullException.ThrowIfNull(predictions);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(top);
        if (predictions.Rank != 2 || predictions.Shape[1] != ImageNetClasses)
        {
            throw new ShapeException(
                $"DecodePredictions expects scores of shape (images, {ImageNetClasses}), but received {predictions.Shape}. " +
                "It names ImageNet's classes: give the outputs of a network with its top and 1000 classes.");
        }
        var names = ReadClassList(classListPath);
        var scores = predictions.ToArray<float>();
        return
        [
            .. Enumerable.Range(0, predictions.Shape[0]).Select(image => Enumerable.Range(0, ImageNetClasses)
                .Select(number => new ClassPrediction(
                    names[number].Id, names[number].Name, scores[image * ImageNetClasses + number]))
                .OrderByDescending(prediction => prediction.Score).Take(top).ToArray()),
        ];
    }

    private static (string Id, string Name)[] ReadClassList(string path)
    {
        try
        {
            using var stream = File.OpenRead(path);
            using var document = JsonDocument.Parse(stream);
            return [.. Enumerable.Range(0, ImageNetClasses).Select(number => EntryOf(document.RootElement, number, path))];
        }
        catch (JsonException fault)
        {
            throw Malformed(path, fault.BytePositionInLine ?? 0, "the list", "it is no JSON", fault);
        }
    }

    private static (string Id, string Name) EntryOf(JsonElement list, int number, string path)
    {
        var key = number.ToString(CultureInfo.InvariantCulture);
        return list.ValueKind == JsonValueKind.Object && list.TryGetProperty(key, out var entry)
            && entry.ValueKind == JsonValueKind.Array && entry.GetArrayLength() == 2
            && entry.EnumerateArray().All(part => part.ValueKind == JsonValueKind.String)
            ? (entry[0].GetString()!, entry[1].GetString()!)
            : throw Malformed(path, 0, key, $"class {key} has no identifier and name", null);
    }

    private static MalformedFileException Malformed(string path, long offset, string field, string problem, Exception? cause) => new(
        path, offset, field, problem, "Give the list as Keras has it, imagenet_class_index.json: {\"0\": [\"n01440764\", \"tench\"], ...}.",
        cause);
}
