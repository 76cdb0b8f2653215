using System.Text.Json;

namespace Cornea.Datasets;

/// <summary>Published texts as lists of word numbers: what <see cref="Imdb"/> and <see cref="Reuters"/> share.</summary>
internal static class WordNumbers
{
    /// <summary>The lists and labels of an npz file, in the order that Keras gives them.</summary>
    /// <param name="path">The file.</param>
    /// <param name="parts">The names of each part's arrays; one generator shuffles them one after the other.</param>
    /// <param name="seed">Of the order.</param>
    /// <param name="remedy">What to do where the file is something else.</param>
    public static (int[] Words, int Label)[][] Read(string path, (string Texts, string Labels)[] parts, uint seed, string remedy)
    {
        using var stream = FormatReader.OpenFile(path);
        var zip = new ZipReader(stream, path);
        var shuffle = new NumpyShuffle(seed);
        return Array.ConvertAll(parts, part =>
        {
            var texts = PickledLists.Read(Open(part.Texts));
            var labels = NpyFile.ReadArray(Open(part.Labels)).ToTensor().Cast(DType.Int32).ToArray<int>();
            return labels.Length == texts.Count
                ? Array.ConvertAll(shuffle.Next(texts.Count), i => (texts[i], labels[i]))
                : throw new MalformedFileException(
                    path, 0, part.Labels, $"there are {texts.Count} texts, but {labels.Length} labels", remedy);
        });

        FormatReader Open(string array) =>
            zip.Open(zip.Members.FirstOrDefault(member => member.Name == array + ".npy") ?? throw new MalformedFileException(
            path, 0, array, $"the array '{array}' is missing; there are {string.Join(", ", zip.Members.Select(member => member.Name))}",
            remedy));
    }

    /// <summary>The texts with the numbers that the options give their words. Source: Keras, <c>datasets/imdb.py</c>.</summary>
    public static (int[] Words, int Label)[][] Number((int[] Words, int Label)[][] parts, WordNumberOptions options)
    {
        var shifted = parts.Select(part => part
            .Select(text => (Words: (int[])[.. options.Start is { } start ? (int[])[start]
                : [], .. text.Words.Select(word => word + options.IndexFrom)], text.Label))
            .Where(text => options.MaxLength is not { } longest || text.Words.Length < longest).ToArray()).ToArray();
        if (shifted.Any(part => part.Length == 0))
            throw new ArgumentException($"No text is shorter than MaxLength = {options.MaxLength}. Raise it.", nameof(options));
        var end = options.NumWords ?? shifted.Max(part => part.Max(text => text.Words.DefaultIfEmpty(0).Max()));
        return Array.ConvertAll(shifted, part => Array.ConvertAll(part, text => (Kept(text.Words), text.Label)));

        int[] Kept(int[] words) => options.Unknown is { } unknown
            ? Array.ConvertAll(words, word => word >= options.SkipTop && word < end ? word : unknown)
            : [.. words.Where(word => word >= options.SkipTop && word < end)];
    }

    public static LabeledSequences ToSequences(IEnumerable<(int[] Words, int Label)> texts) =>
        new([.. texts.Select(text => text.Words)], Tensor.From(texts.Select(text => text.Label).ToArray()));

    /// <summary>The number of each word, from a JSON file <c>{"the": 1, ...}</c>.</summary>
    public static IReadOnlyDictionary<string, int> Index(string path)
    {
        using var stream = FormatReader.OpenFile(path);
        try
        {
            using var document = JsonDocument.Parse(stream);
            return document.RootElement.EnumerateObject()
                .ToDictionary(word => word.Name, word => word.Value.GetInt32(), StringComparer.Ordinal);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or FormatException or ArgumentException)
        {
            throw new MalformedFileException(
                path, 0, "JSON", "an object of words and their numbers was expected: " + exception.Message.TrimEnd('.'),
                "Download the file again.", exception);
        }
    }
}
