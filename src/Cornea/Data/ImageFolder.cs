namespace Cornea.Data;

/// <summary>
/// Pictures sorted into folders by what they show: each folder inside a folder is a class. Opening lists the files and reads none;
/// the dataset made of it reads each picture when its turn comes, some ahead on other threads, and keeps none.
/// </summary>
/// <remarks>
/// Classes are numbered in the order of their folders' names, and their files, at any depth, come sorted by folder and name. Files
/// ending with .png, .jpg, .jpeg, .gif, .webp, .bmp, .pbm, .pgm, .ppm and .pnm are taken, others counted in <see cref="LeftOut"/>. Links
/// to folders are not followed; files and folders whose names begin with a dot, such as copies of notebooks, are left alone, which Keras
/// reads inside a class. Source: keras/src/utils/image_dataset_utils.py and dataset_utils.py; Keras takes no PNM.
/// </remarks>
/// <example><code>
/// var (train, validation) = ImageFolder.Open("flowers").Split(0.2, seed: 123);
/// model.Fit(train.ToDataset(180, 180).Shuffle().Batch(32).Prefetch(), ...);
/// </code></example>
public sealed class ImageFolder
{
    /// <summary>How the names of pictures end, in small or capital letters.</summary>
    internal static readonly HashSet<string> Extensions =
        new(StringComparer.OrdinalIgnoreCase) { ".png", ".jpg", ".jpeg", ".bmp", ".pbm", ".pgm", ".ppm", ".pnm", ".gif", ".webp" };

    private readonly FolderListing _listing;

    private ImageFolder(FolderListing listing) => _listing = listing;

    /// <summary>The folder.</summary>
    public string Path => _listing.Path;

    /// <summary>The names of the classes by their numbers.</summary>
    public IReadOnlyList<string> ClassNames => _listing.ClassNames;

    /// <summary>The paths of the pictures.</summary>
    public IReadOnlyList<string> Files => _listing.Files;

    /// <summary>The class of each picture.</summary>
    public IReadOnlyList<int> Labels => _listing.Labels;

    /// <summary>How many files of the classes are left out, since they end otherwise than pictures that can be read, by their ending; the
    /// most frequent first.</summary>
    public IReadOnlyList<KeyValuePair<string, int>> LeftOut => _listing.LeftOut;

    /// <summary>How many pictures and classes there are, and what is left out.</summary>
    public override string ToString() => string.Create(System.Globalization.CultureInfo.InvariantCulture,
        $"{Files.Count:N0} pictures in {ClassNames.Count:N0} classes")
        + (LeftOut.Count > 0 ? $"; left out: {FolderListing.Describe(LeftOut)}" : "");

    /// <summary>Lists the pictures of a folder.</summary>
    /// <param name="path">The folder whose folders are the classes.</param>
    /// <param name="classNames">The folders' names in the order that numbers them; sorted where null.</param>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    /// <exception cref="ArgumentException">The names are not those of the folders.</exception>
    /// <exception cref="IOException">There are no folders with pictures in it.</exception>
    public static ImageFolder Open(string path, IReadOnlyList<string>? classNames = null) =>
        new(FolderListing.Open(nameof(ImageFolder), "pictures", Extensions, path, classNames));

    /// <summary>The pictures in the order that Keras gives them for the same seed.</summary>
    /// <param name="seed">0 to 2^32 - 1.</param>
    public ImageFolder Shuffle(uint seed) => new(_listing.Shuffle(seed));

    /// <summary>
    /// Divides the pictures: with a seed they are shuffled first; the last <c>floor(fraction * n)</c> are for validation. Both parts are
    /// those that <c>image_dataset_from_directory(validation_split, seed)</c> makes.
    /// </summary>
    /// <param name="fraction">Share of the validation, above 0 and below 1.</param>
    /// <param name="seed">0 to 2^32 - 1. Without it whole classes go to the validation, since the files come class by class.</param>
    /// <exception cref="ArgumentException">A part would have no pictures.</exception>
    public (ImageFolder Training, ImageFolder Validation) Split(double fraction, uint? seed)
    {
        var (training, validation) = _listing.Split(nameof(ImageFolder), fraction, seed);
        return (new ImageFolder(training), new ImageFolder(validation));
    }

    /// <summary>The pictures, read when they are needed, as Float32 [height, width, channels] in 0..255.</summary>
    /// <param name="height">Rows that each picture is brought to; Keras's default is 256.</param>
    /// <param name="width">Pixels of a row.</param>
    /// <param name="channels">1 grey, 3 RGB, 4 RGB and opacity.</param>
    /// <param name="labels">How the class is told.</param>
    /// <param name="interpolation">How values between pixels are found, as tf.image.resize does.</param>
    /// <param name="cropToAspectRatio">Whether the longer sides are cut, around the middle, before; else pictures are stretched.</param>
    /// <param name="upright">Whether JPEG pictures are turned and mirrored as their Exif data say.</param>
    /// <param name="limits">Limits of the reader; the usual ones when null.</param>
    /// <exception cref="ArgumentException">Binary labels of other than two classes.</exception>
    public Dataset ToDataset(
        int height,
        int width,
        int channels = 3,
        LabelMode labels = LabelMode.Int,
        Interpolation interpolation = Interpolation.Bilinear,
        bool cropToAspectRatio = false,
        bool upright = false,
        ReadLimits? limits = null)
    {
        foreach (var (length, argument) in new[] { (height, nameof(height)), (width, nameof(width)) })
        {
            if (length < 1)
            {
                throw new ArgumentOutOfRangeException(
                    argument, length, $"ImageFolder.ToDataset expects a {argument} of 1 or more. 256 is Keras's default.");
            }
        }
        if (channels is not (1 or 3 or 4))
        {
            throw new ArgumentOutOfRangeException(
                nameof(channels), channels, "Pictures have 1 (grey), 3 (RGB) or 4 (RGB and opacity) channels.");
        }
        if (labels == LabelMode.Binary && ClassNames.Count != 2)
        {
            throw new ArgumentException(
                $"Binary labels tell two classes apart, but '{Path}' has {ClassNames.Count}. Use LabelMode.Int or LabelMode.Categorical.",
                nameof(labels));
        }
        var access = new ImageAccess(this, height, width, channels, labels, interpolation, cropToAspectRatio, upright, limits);
        return new IndexedDataset(Files.Count, isSlow: true, _ => access);
    }
}
