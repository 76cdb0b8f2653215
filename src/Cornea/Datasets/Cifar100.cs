namespace Cornea.Datasets;

/// <summary>
/// CIFAR-100 (Krizhevsky, 2009): 50,000 training and 10,000 test colour pictures of 32 x 32 pixels in 100 classes, which form 20 groups.
/// </summary>
/// <remarks>Source: https://www.cs.toronto.edu/~kriz/cifar.html, binary version; SHA-256 as TensorFlow Datasets lists it.</remarks>
public static class Cifar100
{
    private const int Coarse = 20, Fine = 100;

    private static readonly CifarDataset Published = new(
        "Cifar100",
        new RemoteFile(new Uri("https://www.cs.toronto.edu/~kriz/cifar-100-binary.tar.gz"), "cifar-100-binary.tar.gz", 168513733,
            "58a81ae192c23a4be8b1804d68e518ed807d710a4eb253b1f2a199162a40d8ec"),
        "cifar-100-binary",
        ["train.bin"],
        "test.bin",
        LabelBytes: 2);

    /// <summary>
    /// Reads the data: from a path; else from the user's cache, into which they are downloaded (169 MB) the first time and only kept when
    /// their SHA-256 is right.
    /// </summary>
    /// <param name="path">The archive cifar-100-binary.tar.gz, which is read without extracting it, or a folder with its files.</param>
    /// <param name="coarse">Whether the labels are the 20 groups instead of the 100 classes. Keras: label_mode.</param>
    /// <param name="progress">Is told of a download.</param>
    /// <param name="cancellationToken">Ends a download; what came stays for the next attempt.</param>
    /// <returns>Images UInt8 [50000, 32, 32, 3] and [10000, 32, 32, 3], labels UInt8 [50000] and [10000].</returns>
    /// <exception cref="MalformedFileException">A file is damaged or something else.</exception>
    /// <exception cref="DownloadException">There is no network, or the server fails; the message says where to put the file.</exception>
    /// <exception cref="IOException">A file is missing or cannot be read.</exception>
    public static (LabeledImages Train, LabeledImages Test) Load(
        string? path = null, bool coarse = false, IProgress<DownloadProgress>? progress = null,
        CancellationToken cancellationToken = default) =>
        Published.Load(path, coarse ? 0 : 1, coarse ? Coarse : Fine, Download.Default, progress, cancellationToken);
}
