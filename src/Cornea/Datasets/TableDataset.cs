namespace Cornea.Datasets;

/// <summary>A published npz file with x [n, features] and y [n], divided as Keras does: shuffled by NumPy's generator, the last part
/// for the test.</summary>
/// <param name="Name">Name of the class that loads it, for messages.</param>
/// <param name="File">The file.</param>
/// <param name="Features">Numbers of a sample.</param>
internal sealed record TableDataset(string Name, RemoteFile File, int Features)
{
    public (RegressionData Train, RegressionData Test) Load(
        string? path, int? first, double testSplit, uint seed, Download download, IProgress<DownloadProgress>? progress,
        CancellationToken cancellationToken)
    {
        if (!(testSplit is >= 0 and < 1))
        {
            throw new ArgumentOutOfRangeException(
                nameof(testSplit), testSplit, $"{Name}.Load expects a part from 0 to below 1 for the test.");
        }
        path ??= download.Fetch(File, DataCache.Folder("keras"), progress, cancellationToken);
        var arrays = NpzFile.Read(path);
        if (!arrays.TryGetValue("x", out var x) || !arrays.TryGetValue("y", out var y))
            throw Fault(path, "arrays", $"the arrays 'x' and 'y' were expected, but there are {string.Join(", ", arrays.Keys)}");
        if (x.Rank != 2 || x.Shape[1] != Features || y.Size != x.Shape[0])
            throw Fault(path, "x", $"x (n, {Features}) and y (n) were expected, but {x.Type} and {y.Type} came");
        var count = Math.Min(first ?? int.MaxValue, x.Shape[0]);
        var order = NumpyShuffle.Order(count, seed);
        // As Python computes it: int(n * (1 - test_split)).
        var training = (int)(count * (1 - testSplit));
        return (Rows(order[..training]), Rows(order[training..]));

        RegressionData Rows(int[] rows) =>
            new(x.ToFloat32().Gather(Tensor.From(rows)).Compute(), y.ToFloat32().Flatten().Gather(Tensor.From(rows)).Compute());
    }

    private MalformedFileException Fault(string path, string field, string problem) =>
        new(path, 0, field, problem, $"Call {Name}.Load() for the published data.");
}
