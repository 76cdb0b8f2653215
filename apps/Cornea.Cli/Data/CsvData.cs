using System.Globalization;

namespace Cornea.Cli.Data;

/// <summary>Reads a table of which one column is to be predicted from the columns of numbers.</summary>
internal static class CsvData
{
    // A column of whole numbers from 0 to this is a class; more different ones are a quantity.
    private const int MostClasses = 20;

    public static DatasetSplits Load(DataRequest request, Action<string> warn)
    {
        var table = CsvFile.Read(request.Name);
        if (request.Target is not { } target)
        {
            throw new CommandException(ExitCode.Usage,
                $"--target is missing: which column of '{request.Name}' is to be predicted? It has {Names(table)}.");
        }
        if (table.Columns.All(column => column.Name != target))
        {
            var near = DidYouMean.Suggest(target, table.Columns.Select(column => column.Name));
            throw new CommandException(ExitCode.Usage, $"--target '{target}' is no column of '{request.Name}'. "
                + (near is null ? $"It has {Names(table)}." : $"Did you mean '{near}'?"));
        }
        string[] features =
            [.. table.Columns.Where(column => column.Numbers is not null && column.Name != target).Select(column => column.Name)];
        if (features.Length == 0)
            throw new CommandException(ExitCode.Data, $"'{request.Name}' has no column of numbers beside '{target}' to predict it from.");
        foreach (var column in table.Columns.Where(column => column.Numbers is null && column.Name != target))
            warn($"column '{column.Name}' of '{request.Name}' holds text and is left out.");
        CheckMissing(request.Name, table, [.. features, target]);
        var (y, classes) = Targets(table[target]);
        // A table is often sorted: rows are taken in an order that the seed decides.
        var order = Enumerable.Range(0, table.Rows).ToArray();
        new Random((int)request.Seed).Shuffle(order);
        var rows = Tensor.From(request.Limit is { } limit && limit < order.Length ? order[..limit] : order);
        Tensor x = table.ToTensor(features).Gather(rows).Compute(), targets = y.Gather(rows).Compute();
        return new ArrayData(x, targets, null, request.ValidationSplit)
        {
            Raw = [x, targets],
            Kind = DataKind.Table,
            Sample = new Shape([features.Length]),
            Classes = classes?.Count ?? 0,
            TargetNames = classes ?? [target],
            FeatureNames = features,
        };
    }

    /// <summary>The columns of a table that a network takes.</summary>
    /// <param name="path">The file.</param>
    /// <param name="features">Their names; all columns of numbers where there are none.</param>
    /// <returns>Float32 (rows, columns).</returns>
    public static Tensor Rows(string path, IReadOnlyList<string> features)
    {
        var table = CsvFile.Read(path);
        string[] names = features.Count > 0 ? [.. features]
            : [.. table.Columns.Where(column => column.Numbers is not null).Select(column => column.Name)];
        if (names.FirstOrDefault(name => table.Columns.All(column => column.Name != name || column.Numbers is null)) is { } missing)
            throw new CommandException(ExitCode.Data, $"'{path}' has no column of numbers '{missing}'. It has {Names(table)}.");
        if (names.Length == 0)
            throw new CommandException(ExitCode.Data, $"'{path}' has no column of numbers.");
        CheckMissing(path, table, names);
        return table.ToTensor(names);
    }

    private static (Tensor Y, IReadOnlyList<string>? Classes) Targets(CsvColumn column)
    {
        if (column.Numbers is not { } numbers)
        {
            var (names, labels) = column.ToClasses();
            return (labels, names);
        }
        if (numbers.DType == DType.Int64)
        {
            var different = numbers.ToArray<long>().Distinct().Order().ToArray();
            if (different.Length is > 1 and <= MostClasses && different[0] == 0 && different[^1] == different.Length - 1)
                return (numbers.Cast(DType.Int32), [.. different.Select(value => value.ToString(CultureInfo.InvariantCulture))]);
        }
        return (numbers.ToFloat32(), null);
    }

    private static void CheckMissing(string path, CsvTable table, IReadOnlyList<string> names)
    {
        foreach (var name in names)
        {
            if (table[name].Numbers is not { } numbers || numbers.DType != DType.Float64)
                continue;
            var row = Array.FindIndex(numbers.ToArray<double>(), value => !double.IsFinite(value));
            if (row >= 0)
            {
                // Counted as an editor shows the file: the header is line 1.
                throw new CommandException(ExitCode.Data, string.Create(CultureInfo.InvariantCulture,
                    $"column '{name}' of '{path}' has no number in row {row + 1} (line {row + 2} where no field has line breaks). "
                        + $"Fill in the missing values, or remove their rows."));
            }
        }
    }

    private static string Names(CsvTable table) => string.Join(", ", table.Columns.Select(column => $"'{column.Name}'"));
}
