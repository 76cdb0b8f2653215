namespace Cornea.Datasets;

/// <summary>
/// California housing (census of 1990): 20,640 districts with 8 numbers each, and the median value of their houses in dollars. Keras:
/// <c>keras.datasets.california_housing</c>.
/// </summary>
/// <remarks>Source: Pace and Barry, "Sparse spatial autoregressions", 1997; address and SHA-256 as Keras has them.</remarks>
public static class CaliforniaHousing
{
    private static readonly TableDataset Published = new(
        "CaliforniaHousing",
        new RemoteFile(new Uri("https://storage.googleapis.com/tensorflow/tf-keras-datasets/california_housing.npz"),
            "california_housing.npz", 743530,
            "1a2e3a52e0398de6463aebe6f4a8da34fb21fbb6b934cf88c3425e766f2a1a6f"),
        Features: 8);

    /// <summary>What the columns are.</summary>
    public static IReadOnlyList<string> FeatureNames { get; } =
        ["MedInc", "HouseAge", "AveRooms", "AveBedrms", "Population", "AveOccup", "Latitude", "Longitude"];

    /// <summary>
    /// Reads the data: from a path; else from the user's cache, into which they are downloaded (0.7 MB) the first time and only kept when
    /// their SHA-256 is right. Training and test parts are those that Keras makes.
    /// </summary>
    /// <param name="path">The file california_housing.npz.</param>
    /// <param name="small">Whether to take the first 600 districts only.</param>
    /// <param name="testSplit">The part for the test, from 0 to below 1.</param>
    /// <param name="seed">Of the order.</param>
    /// <param name="progress">Is told of a download.</param>
    /// <param name="cancellationToken">Ends a download; what came stays for the next attempt.</param>
    /// <exception cref="MalformedFileException">The file is damaged or something else.</exception>
    /// <exception cref="DownloadException">There is no network, or the server fails; the message says where to put the file.</exception>
    /// <exception cref="IOException">The file is missing or cannot be read.</exception>
    public static (RegressionData Train, RegressionData Test) Load(
        string? path = null, bool small = false, double testSplit = 0.2, uint seed = 113, IProgress<DownloadProgress>? progress = null,
        CancellationToken cancellationToken = default) =>
        Published.Load(path, small ? 600 : null, testSplit, seed, Download.Default, progress, cancellationToken);
}
