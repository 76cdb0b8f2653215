namespace Cornea.Datasets;

/// <summary>
/// Kuzushiji-MNIST (Clanuwat and others, 2018): 60,000 training and 10,000 test pictures of ten Japanese characters in old cursive hand,
/// 28 x 28 grey pixels.
/// </summary>
/// <remarks>
/// Licence: Creative Commons Attribution-ShareAlike 4.0; "KMNIST Dataset" (created by CODH), adapted from "Kuzushiji Dataset" (created by
/// NIJL and others), doi:10.20676/00000341. Source: http://codh.rois.ac.jp/kmnist; SHA-256 as TensorFlow Datasets lists them.
/// </remarks>
public static class KMnist
{
    private static readonly IdxDataset Published = new("KMnist", "kmnist", null, IdxDataset.At(
        "http://codh.rois.ac.jp/kmnist/dataset/kmnist/",
        (18165135, "51467d22d8cc72929e2a028a0428f2086b092bb31cfb79c69cc0a90ce135fde4"),
        (29497, "e38f9ebcd0f3ebcdec7fc8eabdcdaef93bb0df8ea12bee65224341c8183d8e17"),
        (3041136, "edd7a857845ad6bb1d0ba43fe7e794d164fe2dce499a1694695a792adfac43c5"),
        (5120, "20bb9a0ef54c7db3efc55a92eef5582c109615df22683c380526788f98e42a1c")));

    /// <summary>The characters of the labels 0 to 9.</summary>
    public static IReadOnlyList<string> ClassNames { get; } = ["お", "き", "す", "つ", "な", "は", "ま", "や", "れ", "を"];

    /// <summary>
    /// Reads the data: from a path; else from the user's cache, into which they are downloaded (21 MB) the first time and only kept when
    /// their SHA-256 is right.
    /// </summary>
    /// <param name="path">A folder with the four idx files (.gz or not) or the four kmnist-....npz files with arr_0, or one .npz file with
    /// x_train, y_train, x_test, y_test.</param>
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
