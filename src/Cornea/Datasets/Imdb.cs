namespace Cornea.Datasets;

/// <summary>
/// Film reviews from IMDB (Maas and others, 2011): 25,000 for training and 25,000 for the test, each a list of word numbers, 1 for
/// those that
/// praise the film and 0 for the others. Keras: <c>keras.datasets.imdb</c>.
/// </summary>
/// <remarks>
/// Words are numbered from the most frequent down. The published file has its lists pickled; they are read by rules for lists of
/// numbers alone, and nothing in it is ever run. Source: https://ai.stanford.edu/~amaas/data/sentiment; address and SHA-256 as Keras
/// has them.
/// </remarks>
/// <example><code>
/// var (train, test) = Imdb.Load(options: new() { NumWords = 10_000 });
/// var x = PadSequences.Pad(train.Sequences, maxLength: 200);
/// </code></example>
public static class Imdb
{
    private static readonly RemoteFile Published = new(
        new Uri("https://storage.googleapis.com/tensorflow/tf-keras-datasets/imdb.npz"), "imdb.npz", 17464789,
        "69664113be75683a8fe16e3ed0ab59fda8886cb3cd7ada244f7d9544e4676b9f");

    /// <summary>
    /// Reads the data: from a path; else from the user's cache, into which they are downloaded (17 MB) the first time and only kept when
    /// their SHA-256 is right. The order is Keras's.
    /// </summary>
    /// <param name="path">The file imdb.npz.</param>
    /// <param name="options">Which words keep their numbers.</param>
    /// <param name="progress">Is told of a download.</param>
    /// <param name="cancellationToken">Ends a download; what came stays for the next attempt.</param>
    /// <exception cref="ArgumentException">No text is short enough.</exception>
    /// <exception cref="MalformedFileException">The file is damaged or something else.</exception>
    /// <exception cref="DownloadException">There is no network, or the server fails; the message says where to put the file.</exception>
    /// <exception cref="IOException">The file is missing or cannot be read.</exception>
    public static (LabeledSequences Train, LabeledSequences Test) Load(
        string? path = null, WordNumberOptions? options = null, IProgress<DownloadProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        var chosen = options ?? new WordNumberOptions();
        path ??= Download.Default.Fetch(Published, DataCache.Folder("keras"), progress, cancellationToken);
        var parts = WordNumbers.Number(
            WordNumbers.Read(path, [("x_train", "y_train"), ("x_test", "y_test")], chosen.Seed, "Call Imdb.Load() for the published data."),
            chosen);
        return (WordNumbers.ToSequences(parts[0]), WordNumbers.ToSequences(parts[1]));
    }

    /// <summary>
    /// The number of each word, from the file imdb_word_index.json, which Keras publishes beside the data. In a text each has
    /// <see cref="WordNumberOptions.IndexFrom"/> added to it. Keras: <c>imdb.get_word_index</c>.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <exception cref="MalformedFileException">The file is something else.</exception>
    /// <exception cref="IOException">The file is missing or cannot be read.</exception>
    public static IReadOnlyDictionary<string, int> WordIndex(string path) => WordNumbers.Index(path);
}
