namespace Cornea.Data;

/// <summary>
/// Texts sorted into folders by what they are about: each folder inside a folder is a class. Opening lists the files and reads none.
/// Keras: <c>keras.utils.text_dataset_from_directory</c>.
/// </summary>
/// <remarks>
/// Classes are numbered in the order of their folders' names, and their files, at any depth, come sorted by folder and name. Files ending
/// with .txt are taken, others left alone. Links to folders are not followed; files and folders whose names begin with a dot are left
/// alone, which Keras reads inside a class. Source: keras/src/utils/text_dataset_utils.py.
/// </remarks>
/// <example><code>
/// var (train, validation) = TextFolder.Open("aclImdb/train").Split(0.2, seed: 42);
/// var words = new TextVectorization(maxTokens: 20_000, outputSequenceLength: 200);
/// words.Adapt(train.Texts());
/// model.Fit(words.Apply([.. train.Texts()]), train.LabelTensor(), ...);
/// </code></example>
public sealed class TextFolder
{
    private static readonly HashSet<string> Extensions = new(StringComparer.OrdinalIgnoreCase) { ".txt" };
    private readonly FolderListing _listing;

    private TextFolder(FolderListing listing) => _listing = listing;

    /// <summary>The folder.</summary>
    public string Path => _listing.Path;

    /// <summary>The names of the classes by their numbers.</summary>
    public IReadOnlyList<string> ClassNames => _listing.ClassNames;

    /// <summary>The paths of the texts.</summary>
    public IReadOnlyList<string> Files => _listing.Files;

    /// <summary>The class of each text.</summary>
    public IReadOnlyList<int> Labels => _listing.Labels;

    /// <summary>Lists the texts of a folder.</summary>
    /// <param name="path">The folder whose folders are the classes.</param>
    /// <param name="classNames">The folders' names in the order that numbers them; sorted where null.</param>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    /// <exception cref="ArgumentException">The names are not those of the folders.</exception>
    /// <exception cref="IOException">There are no folders with texts in it.</exception>
    public static TextFolder Open(string path, IReadOnlyList<string>? classNames = null) =>
        new(FolderListing.Open(nameof(TextFolder), "texts", Extensions, path, classNames));

    /// <summary>The texts in the order that Keras gives them for the same seed.</summary>
    /// <param name="seed">0 to 2^32 - 1.</param>
    public TextFolder Shuffle(uint seed) => new(_listing.Shuffle(seed));

    /// <summary>
    /// Divides the texts: with a seed they are shuffled first; the last <c>floor(fraction * n)</c> are for validation. Both parts are those
    /// that <c>text_dataset_from_directory(validation_split, seed)</c> makes.
    /// </summary>
    /// <param name="fraction">Share of the validation, above 0 and below 1.</param>
    /// <param name="seed">0 to 2^32 - 1. Without it whole classes go to the validation, since the files come class by class.</param>
    /// <exception cref="ArgumentException">A part would have no texts.</exception>
    public (TextFolder Training, TextFolder Validation) Split(double fraction, uint? seed)
    {
        var (training, validation) = _listing.Split(nameof(TextFolder), fraction, seed);
        return (new TextFolder(training), new TextFolder(validation));
    }

    /// <summary>The texts, UTF-8, each read when its turn comes.</summary>
    /// <param name="maxLength">Characters after which a text is cut off; whole where null.</param>
    /// <exception cref="IOException">A file is gone or cannot be read.</exception>
    public IEnumerable<string> Texts(int? maxLength = null)
    {
        foreach (var file in Files)
        {
            var text = File.ReadAllText(file);
            yield return maxLength is { } longest && text.Length > longest ? text[..longest] : text;
        }
    }

    /// <summary>The classes of the texts, Int32 [n].</summary>
    public Tensor LabelTensor() => Tensor.From((int[])[.. Labels]);
}
