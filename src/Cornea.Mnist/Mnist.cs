namespace Cornea;

/// <summary>
/// The MNIST database of handwritten digits (LeCun, Cortes, Burges): 60,000 training and 10,000 test pictures of 28 x 28 grey
/// pixels, 0 background to 255 ink, with labels 0 to 9. The files are part of this package; nothing is downloaded.
/// </summary>
/// <remarks>Licence: Creative Commons Attribution-ShareAlike 3.0; see NOTICE. Source: http://yann.lecun.com/exdb/mnist.</remarks>
public static class Mnist
{
    private const int Side = 28;
    private const int Classes = 10;

    private static readonly string[] Names = ["train-images-idx3-ubyte", "train-labels-idx1-ubyte", "t10k-images-idx3-ubyte",
        "t10k-labels-idx1-ubyte"];

    // Keras's names in mnist.npz, in the order of Names.
    private static readonly string[] KerasNames = ["x_train", "y_train", "x_test", "y_test"];

    /// <summary>The data that come with this package.</summary>
    /// <returns>Images UInt8 [60000, 28, 28] and [10000, 28, 28], labels UInt8 [60000] and [10000].</returns>
    public static (LabeledImages Train, LabeledImages Test) Load() => Together(index => ReadEmbedded(Names[index]), "MNIST");

    /// <summary>
    /// The data at a path: an <c>.npz</c> file with Keras's names (x_train, y_train, x_test, y_test), or a folder with the four idx
    /// files under their original names (<c>train-images-idx3-ubyte</c> or <c>train-images.idx3-ubyte</c>, with <c>.gz</c> or without).
    /// When nothing is at the path, Keras's .npz file is written there from the embedded data.
    /// </summary>
    /// <param name="path">A file or a folder.</param>
    /// <returns>Images UInt8 [n, 28, 28] and labels UInt8 [n], twice.</returns>
    /// <exception cref="MalformedFileException">A file is damaged, an array is missing or has another type or shape, or a label is above
    /// 9.</exception>
    /// <exception cref="FileNotFoundException">The folder lacks one of the four files.</exception>
    /// <exception cref="IOException">A file cannot be read or written.</exception>
    public static (LabeledImages Train, LabeledImages Test) Load(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (Directory.Exists(path))
        {
            string[] files = Array.ConvertAll(Names, name => Find(path, name));
            return Together(index => IdxFile.Read(files[index]), path);
        }
        if (File.Exists(path))
        {
            IReadOnlyDictionary<string, Tensor> arrays = NpzFile.Read(path);
            return Together(index => arrays.TryGetValue(KerasNames[index], out Tensor? array)
                ? array
                : throw Fault(path, KerasNames[index],
                    $"the array '{KerasNames[index]}' is missing; there are {string.Join(", ", arrays.Keys)}"), path);
        }
        (LabeledImages train, LabeledImages test) = Load();
        NpzFile.Write(path,
        [
            new(KerasNames[2], test.Images),
            new(KerasNames[0], train.Images),
            new(KerasNames[1], train.Labels),
            new(KerasNames[3], test.Labels),
        ], compress: true);
        return (train, test);
    }

    private static Tensor ReadEmbedded(string name)
    {
        using Stream stream = typeof(Mnist).Assembly.GetManifestResourceStream(name + ".gz")
            ?? throw new InvalidOperationException(
                $"The assembly {typeof(Mnist).Assembly.GetName().Name} lacks its resource '{name}.gz'. Build it again.");
        return IdxFile.Read(stream, name);
    }

    // Three quarters of the bytes are the training images: they are decompressed beside the other three files.
    private static (LabeledImages Train, LabeledImages Test) Together(Func<int, Tensor> read, string path)
    {
        Task<LabeledImages> rest = Task.Run(() => new LabeledImages(read(2), read(3)));
        try
        {
            LabeledImages train = Check(path, 0, read(0), read(1));
            LabeledImages test = rest.GetAwaiter().GetResult();
            return (train, Check(path, 2, test.Images, test.Labels));
        }
        finally
        {
            // Leaves no read behind when this half failed; WaitAny does not throw what the other half threw.
            Task.WaitAny(rest);
        }
    }

    private static LabeledImages Check(string path, int first, Tensor images, Tensor labels)
    {
        if (images.DType != DType.UInt8 || images.Rank != 3 || images.Shape[1] != Side || images.Shape[2] != Side)
        {
            throw Fault(path, KerasNames[first],
                $"images of type uint8 and shape (n, {Side}, {Side}) were expected, but {images.Type} came");
        }
        if (labels.DType != DType.UInt8 || labels.Rank != 1)
        {
            throw Fault(path, KerasNames[first + 1], $"labels of type uint8 and shape (n,) were expected, but {labels.Type} came");
        }
        if (labels.Size != images.Shape[0])
        {
            throw Fault(path, KerasNames[first + 1], $"there are {images.Shape[0]} images, but {labels.Size} labels");
        }
        int wrong = labels.AsSpan<byte>().IndexOfAnyInRange((byte)Classes, byte.MaxValue);
        return wrong < 0
            ? new LabeledImages(images, labels)
            : throw Fault(path, KerasNames[first + 1],
                $"labels are 0 to {Classes - 1}, but label {wrong} is {labels.AsSpan<byte>()[wrong]}");
    }

    private static string Find(string folder, string name)
    {
        string dotted = name.Replace("-idx", ".idx", StringComparison.Ordinal);
        foreach (string candidate in (string[])[name, name + ".gz", dotted, dotted + ".gz"])
        {
            string path = Path.Combine(folder, candidate);
            if (File.Exists(path))
            {
                return path;
            }
        }
        throw new FileNotFoundException(
            $"Cannot read MNIST from the folder '{folder}': neither '{name}' nor '{dotted}' is there, with .gz or without. " +
            "Put the four files there, or call Mnist.Load() for the embedded ones.", Path.Combine(folder, name));
    }

    private static MalformedFileException Fault(string path, string array, string problem) =>
        new(path, 0, array, problem, "Call Mnist.Load() for the embedded data, or name a file that does not exist to have it written.");
}
