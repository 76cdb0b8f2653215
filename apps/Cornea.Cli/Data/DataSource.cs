using System.Globalization;

namespace Cornea.Cli.Data;

/// <summary>Finds the data of a name or a path.</summary>
/// <param name="log">Where is told of downloads and of what was left out.</param>
/// <param name="cancellationToken">Ends a download.</param>
internal sealed class DataSource(TextWriter log, CancellationToken cancellationToken)
{
    private static readonly string[] MnistFiles =
        ["train-images-idx3-ubyte", "train-labels-idx1-ubyte", "t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte"];

    public DatasetSplits Load(DataRequest request)
    {
        if (NamedDatasets.Find(request.Name) is { } named)
            return named.Load(request, new DownloadBar(log, named.Name), cancellationToken);
        if (!File.Exists(request.Name) && !Directory.Exists(request.Name))
        {
            var near = DidYouMean.Suggest(request.Name, NamedDatasets.Names);
            throw new CommandException(ExitCode.Data,
                $"cannot find the data '{request.Name}': no data set has that name, and there is no file or folder "
                    + $"'{Path.GetFullPath(request.Name)}'. "
                + (near is null ? "See 'cornea data list' for the names, or give an .npz or .csv file, a folder of idx files, or a folder "
                    + "of pictures." : $"Did you mean '{near}'?"));
        }
        try
        {
            return FromPath(request);
        }
        catch (FileNotFoundException missing)
        {
            throw new CommandException(ExitCode.Data, missing.Message, missing);
        }
        catch (UnauthorizedAccessException refused)
        {
            throw new CommandException(ExitCode.Data,
                $"cannot read the data '{request.Name}': {refused.Message} Check its permissions.", refused);
        }
    }

    private DatasetSplits FromPath(DataRequest request)
    {
        if (Directory.Exists(request.Name))
            return IsIdx(request.Name) ? Arrays(request) : Pictures(request);
        if (IsCsv(request.Name))
        {
            return CsvData.Load(request, warning => log.WriteLine($"cornea: warning: {warning}"));
        }
        return Arrays(request);
    }

    /// <summary>Whether the data are a table, and no published set.</summary>
    public static bool IsTable(string name) => NamedDatasets.Find(name) is null && IsCsv(name);

    /// <summary>Whether the data are a folder of pictures, and no published set.</summary>
    public static bool IsPictureFolder(string name) => NamedDatasets.Find(name) is null && Directory.Exists(name) && !IsIdx(name);

    private static bool IsCsv(string path) => path.EndsWith(".csv", StringComparison.OrdinalIgnoreCase)
        || path.EndsWith(".csv.gz", StringComparison.OrdinalIgnoreCase);

    private static bool IsIdx(string folder) => Directory.EnumerateFiles(folder).Select(Path.GetFileName)
        .Any(file => MnistFiles.Any(name => file!.Replace('.', '-').StartsWith(name, StringComparison.Ordinal)));

    private static DatasetSplits Arrays(DataRequest request)
    {
        if (Directory.Exists(request.Name))
        {
            var (learned, tested) = Mnist.Load(request.Name);
            return NamedDatasets.OfImages(learned, tested, [.. Enumerable.Range(0, 10).Select(digit => $"{digit}")], request);
        }
        var arrays = NpzFile.Read(request.Name);
        if (!arrays.TryGetValue("x_train", out var x) || !arrays.TryGetValue("y_train", out var y))
        {
            throw new CommandException(ExitCode.Data,
                $"cannot read the data '{request.Name}': it needs arrays x_train and y_train (and x_test and y_test for a test), but has "
                    + $"{string.Join(", ", arrays.Keys)}.");
        }
        (Tensor X, Tensor Y)? test = arrays.TryGetValue("x_test", out var testX) && arrays.TryGetValue("y_test", out var testY)
            ? (testX, testY) : null;
        return OfArrays(x, y, test, request);
    }

    private static DatasetSplits OfArrays(Tensor x, Tensor y, (Tensor X, Tensor Y)? test, DataRequest request)
    {
        if (y.Size != x.Shape[0] || x.Rank < 2)
        {
            throw new CommandException(ExitCode.Data,
                $"cannot read the data '{request.Name}': x_train {x.Type} and y_train {y.Type} are not samples and a label for each.");
        }
        var isClass = !y.DType.IsFloat();
        var labels = y.Reshape(-1);
        var classes = isClass ? Math.Max(2, labels.Max().Item<int>() + 1) : 0;
        IReadOnlyList<string> names = isClass
            ? [.. Enumerable.Range(0, classes).Select(label => label.ToString(CultureInfo.InvariantCulture))] : ["y"];
        if (x.DType == DType.UInt8 && isClass && x.Rank is 3 or 4)
        {
            return NamedDatasets.OfImages(new LabeledImages(x, labels),
                test is { } part ? new LabeledImages(part.X, part.Y.Reshape(-1)) : null, names, request);
        }
        var count = Math.Min(request.Limit ?? int.MaxValue, x.Shape[0]);
        (Tensor, Tensor)? tested = test is { } other ? (other.X.ToFloat32(), Label(other.Y.Reshape(-1))) : null;
        return new ArrayData(x.ToFloat32()[..count], Label(labels)[..count], tested, request.ValidationSplit)
        {
            Kind = x.Rank == 2 ? DataKind.Table : DataKind.Images,
            Sample = x.Shape[1..],
            Classes = classes,
            TargetNames = names,
        };

        Tensor Label(Tensor values) => isClass ? values.Cast(DType.Int32) : values.ToFloat32();
    }

    private static DatasetSplits Pictures(DataRequest request)
    {
        var folder = ImageFolder.Open(request.Name);
        var (height, width) = request.Size ?? (128, 128);
        ImageFolder? validation = null;
        if (request.ValidationSplit > 0 && (int)(folder.Files.Count * request.ValidationSplit) > 0)
            (folder, validation) = folder.Split(request.ValidationSplit, (uint)request.Seed);
        else
            folder = folder.Shuffle((uint)request.Seed);
        return new FolderData(folder, validation, request.Pixels)
        {
            Kind = DataKind.Images,
            Sample = new Shape([height, width, request.Channels]),
            Classes = folder.ClassNames.Count,
            TargetNames = folder.ClassNames,
        };
    }
}
