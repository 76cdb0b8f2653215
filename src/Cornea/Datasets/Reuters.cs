namespace Cornea.Datasets;

/// <summary>
/// Newswires of Reuters (1987): 11,228 texts, each a list of word numbers, of 46 topics. Keras: <c>keras.datasets.reuters</c>.
/// </summary>
/// <remarks>
/// Words are numbered from the most frequent down. The published file has its lists pickled; they are read by rules for lists of
/// numbers alone, and nothing in it is ever run. Source: Reuters-21578, Lewis, 1997; address and SHA-256 as Keras has them.
/// </remarks>
public static class Reuters
{
    private static readonly RemoteFile Published = new(
        new Uri("https://storage.googleapis.com/tensorflow/tf-keras-datasets/reuters.npz"), "reuters.npz", 2110848,
        "d6586e694ee56d7a4e65172e12b3e987c03096cb01eab99753921ef915959916");

    /// <summary>What the labels 0 to 45 mean. Keras: <c>reuters.get_label_names</c>.</summary>
    public static IReadOnlyList<string> ClassNames { get; } =
    [
        "cocoa", "grain", "veg-oil", "earn", "acq", "wheat", "copper", "housing", "money-supply", "coffee", "sugar", "trade", "reserves",
        "ship", "cotton",
        "carcass", "crude", "nat-gas", "cpi", "money-fx", "interest", "gnp", "meal-feed", "alum", "oilseed", "gold", "tin",
        "strategic-metal", "livestock",
        "retail", "ipi", "iron-steel", "rubber", "heat", "jobs", "lei", "bop", "zinc", "orange", "pet-chem", "dlr", "gas", "silver", "wpi",
        "hog", "lead",
    ];

    /// <summary>
    /// Reads the data: from a path; else from the user's cache, into which they are downloaded (2 MB) the first time and only kept when
    /// their SHA-256 is right. The order and the parts are Keras's.
    /// </summary>
    /// <param name="path">The file reuters.npz.</param>
    /// <param name="options">Which words keep their numbers.</param>
    /// <param name="testSplit">The part for the test, from 0 to below 1.</param>
    /// <param name="progress">Is told of a download.</param>
    /// <param name="cancellationToken">Ends a download; what came stays for the next attempt.</param>
    /// <exception cref="ArgumentException">No text is short enough, or the part is none.</exception>
    /// <exception cref="MalformedFileException">The file is damaged or something else.</exception>
    /// <exception cref="DownloadException">There is no network, or the server fails; the message says where to put the file.</exception>
    /// <exception cref="IOException">The file is missing or cannot be read.</exception>
    public static (LabeledSequences Train, LabeledSequences Test) Load(
        string? path = null, WordNumberOptions? options = null, double testSplit = 0.2, IProgress<DownloadProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        if (!(testSplit is >= 0 and < 1))
        {
            throw new ArgumentOutOfRangeException(
                nameof(testSplit), testSplit, "Reuters.Load expects a part from 0 to below 1 for the test.");
        }
        var chosen = options ?? new WordNumberOptions();
        path ??= Download.Default.Fetch(Published, DataCache.Folder("keras"), progress, cancellationToken);
        var texts = WordNumbers.Number(
            WordNumbers.Read(path, [("x", "y")], chosen.Seed, "Call Reuters.Load() for the published data."), chosen)[0];
        // As Python computes it: int(n * (1 - test_split)).
        var training = (int)(texts.Length * (1 - testSplit));
        return (WordNumbers.ToSequences(texts[..training]), WordNumbers.ToSequences(texts[training..]));
    }

    /// <summary>
    /// The number of each word, from the file reuters_word_index.json, which Keras publishes beside the data. In a text each has
    /// <see cref="WordNumberOptions.IndexFrom"/> added to it. Keras: <c>reuters.get_word_index</c>.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <exception cref="MalformedFileException">The file is something else.</exception>
    /// <exception cref="IOException">The file is missing or cannot be read.</exception>
    public static IReadOnlyDictionary<string, int> WordIndex(string path) => WordNumbers.Index(path);
}
