namespace Cornea.Datasets;

/// <summary>
/// Boston housing (1978): 506 suburbs with 13 numbers each, and the median value of their houses in thousands of dollars. Keras:
/// <c>keras.datasets.boston_housing</c>.
/// </summary>
/// <remarks>
/// One of its columns was made on the assumption that segregation by race raises prices; it should not serve but to show such faults.
/// <see cref="CaliforniaHousing"/> is the better example. Source: Harrison and Rubinfeld, "Hedonic prices and the demand for clean
/// air", 1978;
/// address and SHA-256 as Keras has them.
/// </remarks>
public static class BostonHousing
{
    private static readonly TableDataset Published = new(
        "BostonHousing",
        new RemoteFile(new Uri("https://storage.googleapis.com/tensorflow/tf-keras-datasets/boston_housing.npz"), "boston_housing.npz",
            57026,
            "f553886a1f8d56431e820c5b82552d9d95cfcb96d1e678153f8839538947dff5"),
        Features: 13);

    /// <summary>
    /// Reads the data: from a path; else from the user's cache, into which they are downloaded (57 KB) the first time and only kept when
    /// their SHA-256 is right. Training and test parts are those that Keras makes.
    /// </summary>
    /// <param name="path">The file boston_housing.npz.</param>
    /// <param name="testSplit">The part for the test, from 0 to below 1.</param>
    /// <param name="seed">Of the order.</param>
    /// <param name="progress">Is told of a download.</param>
    /// <param name="cancellationToken">Ends a download; what came stays for the next attempt.</param>
    /// <exception cref="MalformedFileException">The file is damaged or something else.</exception>
    /// <exception cref="DownloadException">There is no network, or the server fails; the message says where to put the file.</exception>
    /// <exception cref="IOException">The file is missing or cannot be read.</exception>
    public static (RegressionData Train, RegressionData Test) Load(
        string? path = null, double testSplit = 0.2, uint seed = 113, IProgress<DownloadProgress>? progress = null,
        CancellationToken cancellationToken = default) =>
        Published.Load(path, null, testSplit, seed, Download.Default, progress, cancellationToken);
}
