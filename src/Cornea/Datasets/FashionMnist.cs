namespace Cornea.Datasets;

/// <summary>
/// Fashion-MNIST (Xiao, Rasul, Vollgraf, 2017): 60,000 training and 10,000 test pictures of clothes, 28 x 28 grey pixels, in 10 classes.
/// </summary>
/// <remarks>Licence: MIT, Zalando SE. Source: https://github.com/zalandoresearch/fashion-mnist; SHA-256 as TensorFlow Datasets lists
/// them.</remarks>
public static class FashionMnist
{
    private static readonly IdxDataset Published = new("FashionMnist", "fashion-mnist", "/usr/share/datasets/fashion-mnist", IdxDataset.At(
        "http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/",
        (26421880, "3aede38d61863908ad78613f6a32ed271626dd12800ba2636569512369268a84"),
        (29515, "a04f17134ac03560a47e3764e11b92fc97de4d1bfaf8ba1a3aa29af54cc90845"),
        (4422102, "346e55b948d973a97e58d2351dde16a484bd415d4595297633bb08f03db6a073"),
        (5148, "67da17c76eaffca5446c3361aaab5c3cd6d1c2608764d35dfb1850b086bf8dd5")));

    /// <summary>What the labels 0 to 9 mean.</summary>
    public static IReadOnlyList<string> ClassNames { get; } =
        ["T-shirt/top", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot"];

    /// <summary>
    /// Reads the data: from a path; else from the folder of Debian's package dataset-fashion-mnist, where it is installed; else from the
    /// user's cache, into which they are downloaded (31 MB) the first time and only kept when their SHA-256 is right.
    /// </summary>
    /// <param name="path">A folder with the four idx files (.gz or not), or an .npz file with x_train, y_train, x_test, y_test.</param>
    /// <param name="progress">Is told of a download.</param>
    /// <param name="cancellationToken">Ends a download; what came stays for the next attempt.</param>
    /// <returns>Images UInt8 [60000, 28, 28] and [10000, 28, 28], labels UInt8 [60000] and [10000].</returns>
    /// <exception cref="MalformedFileException">A file is damaged or something else.</exception>
    /// <exception cref="DownloadException">There is no network, or the server fails; the message says where to put the files.</exception>
    /// <exception cref="IOException">A file is missing or cannot be read.</exception>
    public static (LabeledImages Train, LabeledImages Test) Load(
        string? path = null, IProgress<DownloadProgress>? progress = null, CancellationToken cancellationToken = default) =>
        Published.Load(path, Download.Default, progress, cancellationToken);
}
