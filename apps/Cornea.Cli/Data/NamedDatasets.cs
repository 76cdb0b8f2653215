namespace Cornea.Cli.Data;

/// <summary>The data sets that have a name.</summary>
internal static class NamedDatasets
{
    // As in Keras's examples: the 10,000 most frequent words, and the last 200 of a text.
    private const int Words = 10_000, TextLength = 200;

    private static readonly string[] Digits = [.. Enumerable.Range(0, 10).Select(digit => $"{digit}")];

    public static IReadOnlyList<NamedDataset> All { get; } =
    [
        Images("mnist", "handwritten digits, 28 x 28 grey", "60,000 + 10,000", "comes with the tool", Digits, (_, _) => Mnist.Load()),
        Images("fashion-mnist", "clothes, 28 x 28 grey", "60,000 + 10,000", "31 MB", FashionMnist.ClassNames,
            (progress, cancel) => FashionMnist.Load(null, progress, cancel)),
        Images("kmnist", "Japanese characters, 28 x 28 grey", "60,000 + 10,000", "21 MB", KMnist.ClassNames,
            (progress, cancel) => KMnist.Load(null, progress, cancel)),
        Images("cifar10", "things and animals, 32 x 32 colour", "50,000 + 10,000", "170 MB", Cifar10.ClassNames,
            (progress, cancel) => Cifar10.Load(null, progress, cancel)),
        Images("cifar100", "100 kinds of things, 32 x 32 colour", "50,000 + 10,000", "169 MB",
            [.. Enumerable.Range(0, 100).Select(label => $"{label}")],
            (progress, cancel) => Cifar100.Load(null, false, progress, cancel)),
        Texts("imdb", "film reviews, good or bad", "25,000 + 25,000", "17 MB", ["bad", "good"],
            (progress, cancel) => Imdb.Load(null, new WordNumberOptions { NumWords = Words }, progress, cancel)),
        Texts("reuters", "news by 46 topics", "8,982 + 2,246", "2 MB", Reuters.ClassNames,
            (progress, cancel) => Reuters.Load(null, new WordNumberOptions { NumWords = Words }, 0.2, progress, cancel)),
        Tables("boston-housing", "house prices in Boston", "404 + 102", "57 kB", "price in 1000 dollars",
            ["CRIM", "ZN", "INDUS", "CHAS", "NOX", "RM", "AGE", "DIS", "RAD", "TAX", "PTRATIO", "B", "LSTAT"],
            (progress, cancel) => BostonHousing.Load(null, 0.2, 113, progress, cancel)),
        Tables("california-housing", "house prices in California", "16,512 + 4,128", "0.7 MB", "price in dollars",
            CaliforniaHousing.FeatureNames, (progress, cancel) => CaliforniaHousing.Load(null, false, 0.2, 113, progress, cancel)),
    ];

    /// <summary>The names.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. All.Select(dataset => dataset.Name)];

    /// <summary>The data set of a name; null where there is none.</summary>
    public static NamedDataset? Find(string name) => All.FirstOrDefault(dataset => dataset.Name == name);

    /// <summary>Pictures and their labels as data to train on.</summary>
    public static DatasetSplits OfImages(
        LabeledImages train, LabeledImages? test, IReadOnlyList<string> classes, DataRequest request)
    {
        var shape = train.Images.Shape;
        var (images, labels) = Limited(train.Images, train.Labels, request.Limit);
        (Tensor, Tensor)? tested = test is null ? null : (Prepared(test.Images), test.Labels);
        return new ArrayData(Prepared(images), labels, tested, request.ValidationSplit)
        {
            Kind = DataKind.Images,
            Sample = new Shape([shape[1], shape[2], shape.Rank == 4 ? shape[3] : 1]),
            Classes = classes.Count,
            TargetNames = classes,
            Raw = [images, labels],
            TestPictures = test?.Images,
        };

        Tensor Prepared(Tensor pixels) => request.Pixels.Apply(shape.Rank == 4 ? pixels : pixels.ExpandDims(-1));
    }

    private static NamedDataset Images(
        string name, string says, string samples, string source, IReadOnlyList<string> classes,
        Func<IProgress<DownloadProgress>?, CancellationToken, (LabeledImages Train, LabeledImages Test)> load) =>
        new(name, says, DataKind.Images, samples, source, (request, progress, cancel) =>
        {
            var (train, test) = load(progress, cancel);
            return OfImages(train, test, classes, request);
        });

    private static NamedDataset Texts(
        string name, string says, string samples, string source, IReadOnlyList<string> classes,
        Func<IProgress<DownloadProgress>?, CancellationToken, (LabeledSequences Train, LabeledSequences Test)> load) =>
        new(name, says, DataKind.Text, samples, source, (request, progress, cancel) =>
        {
            var (train, test) = load(progress, cancel);
            var (x, y) = Limited(PadSequences.Pad(train.Sequences, TextLength), train.Labels, request.Limit);
            return new ArrayData(x, y, (PadSequences.Pad(test.Sequences, TextLength), test.Labels), request.ValidationSplit)
            {
                Kind = DataKind.Text,
                Sample = new Shape([TextLength]),
                Classes = classes.Count,
                TargetNames = classes,
            };
        });

    private static NamedDataset Tables(
        string name, string says, string samples, string source, string target, IReadOnlyList<string> features,
        Func<IProgress<DownloadProgress>?, CancellationToken, (RegressionData Train, RegressionData Test)> load) =>
        new(name, says, DataKind.Table, samples, source, (request, progress, cancel) =>
        {
            var (train, test) = load(progress, cancel);
            var (x, y) = Limited(train.X, train.Y, request.Limit);
            return new ArrayData(x, y, (test.X, test.Y), request.ValidationSplit)
            {
                Kind = DataKind.Table,
                Sample = new Shape([features.Count]),
                Classes = 0,
                TargetNames = [target],
                FeatureNames = features,
            };
        });

    private static (Tensor X, Tensor Y) Limited(Tensor x, Tensor y, int? limit) =>
        limit is { } count && count < x.Shape[0] ? (x[..count], y[..count]) : (x, y);
}
