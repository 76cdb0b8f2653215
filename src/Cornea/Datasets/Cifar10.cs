namespace Cornea.Datasets;

/// <summary>
/// CIFAR-10 (Krizhevsky, 2009): 50,000 training and 10,000 test colour pictures of 32 x 32 pixels in 10 classes.
/// </summary>
/// <remarks>Source: https://www.cs.toronto.edu/~kriz/cifar.html, binary version; SHA-256 as TensorFlow Datasets lists it.</remarks>
public static class Cifar10
{
    private static readonly CifarDataset Published = new(
        "Cifar10",
        new RemoteFile(new Uri("https://www.cs.toronto.edu/~kriz/cifar-10-binary.tar.gz"), "cifar-10-binary.tar.gz", 170052171,
            "c4a38c50a1bc5f3a1c5537f2155ab9d68f9f25eb1ed8d9ddda3db29a59bca1dd"),
        "cifar-10-batches-bin",
        ["data_batch_1.bin", "data_batch_2.bin", "data_batch_3.bin", "data_batch_4.bin", "data_batch_5.bin"],
        "test_batch.bin",
        LabelBytes: 1);

    /// <summary>What the labels 0 to 9 mean.</summary>
    public static IReadOnlyList<string> ClassNames { get; } =
        ["airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck"];

    /// <summary>
    /// Reads the data: from a path; else from the user's cache, into which they are downloaded (170 MB) the first time and only kept when
    /// their SHA-256 is right.
    /// </summary>
    /// <param name="path">The archive cifar-10-binary.tar.gz, which is read without extracting it, or a folder with its files.</param>
    /// <param name="progress">Is told of a download.</param>
    /// <param name="cancellationToken">Ends a download; what came stays for the next attempt.</param>
    /// <returns>Images UInt8 [50000, 32, 32, 3] and [10000, 32, 32, 3], labels UInt8 [50000] and [10000].</returns>
    /// <exception cref="MalformedFileException">A file is damaged or something else.</exception>
    /// <exception cref="DownloadException">There is no network, or the server fails; the message says where to put the file.</exception>
    /// <exception cref="IOException">A file is missing or cannot be read.</exception>
    public static (LabeledImages Train, LabeledImages Test) Load(
        string? path = null, IProgress<DownloadProgress>? progress = null, CancellationToken cancellationToken = default) =>
        Published.Load(path, labelByte: 0, ClassNames.Count, Download.Default, progress, cancellationToken);
}
