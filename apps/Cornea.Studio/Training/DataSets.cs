using System.Text.Json.Nodes;

namespace Cornea.Studio.Training;

/// <summary>The data sets of the page, read once when they are first used.</summary>
internal static class DataSets
{
    private static readonly (string Name, string Title, string About, string[] Classes, Func<(LabeledImages, LabeledImages)> Load)[] All =
    [
        ("mnist", "MNIST digits", "60,000 handwritten digits of 28 x 28 pixels; comes with Cornea.",
            ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"], Mnist.Load),
        ("fashion", "Fashion-MNIST", "60,000 pictures of clothes of 28 x 28 pixels; downloaded at first use (30 MB).",
            ["T-shirt", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot"],
            () => FashionMnist.Load()),
    ];

    private static readonly Lock Gate = new();
    private static readonly Dictionary<string, (LabeledImages Train, LabeledImages Test)> Loaded = [];

    public static bool Contains(string name) => All.Any(set => set.Name == name);

    public static string[] Classes(string name) => All.First(set => set.Name == name).Classes;

    /// <summary>The pictures for training and those for tests.</summary>
    /// <exception cref="ArgumentException">No set has that name.</exception>
    public static (LabeledImages Train, LabeledImages Test) Load(string name)
    {
        lock (Gate)
        {
            if (Loaded.TryGetValue(name, out var known))
                return known;
            var set = Array.Find(All, set => set.Name == name);
            if (set.Load is null)
                throw new ArgumentException($"There is no data set '{name}'. There are {string.Join(", ", All.Select(one => one.Name))}.");
            return Loaded[name] = set.Load();
        }
    }

    public static JsonArray ToJson() => new([.. All.Select(set => new JsonObject
    {
        ["name"] = set.Name,
        ["title"] = set.Title,
        ["about"] = set.About,
        ["classes"] = new JsonArray([.. set.Classes.Select(name => (JsonNode)name)]),
    })]);
}
