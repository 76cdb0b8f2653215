using System.Globalization;
using Cornea.Cli.Output;

namespace Cornea.Cli.Data;

/// <summary>What reading all of some data showed.</summary>
/// <param name="Read">What was read, in words.</param>
/// <param name="Problems">What cannot be trained on, a sentence each.</param>
internal sealed record DataVerification(string Read, IReadOnlyList<string> Problems)
{
    /// <summary>Reads all of the data. Published sets are compared with their SHA-256 by their loaders.</summary>
    /// <exception cref="CommandException">There are no such data, or they cannot be read at all.</exception>
    public static DataVerification Of(DataRequest request, TextWriter log, CancellationToken cancellationToken) =>
        DataSource.IsPictureFolder(request.Name)
            ? OfPictures(ImageFolder.Open(request.Name), cancellationToken)
            : OfArrays(new DataSource(log, cancellationToken).Load(request));

    private static DataVerification OfPictures(ImageFolder folder, CancellationToken cancellationToken)
    {
        var problems = new List<string>();
        var read = 0;
        foreach (var file in folder.Files.TakeWhile(_ => !cancellationToken.IsCancellationRequested))
        {
            try
            {
                ImageFile.Read(file).Compute();
                read++;
            }
            catch (Exception exception) when (exception is IOException or InvalidDataException or NotSupportedException or ArgumentException
                or MalformedFileException or UnauthorizedAccessException)
            {
                problems.Add($"{file}: {exception.Message}");
            }
        }
        for (var label = 0; label < folder.ClassNames.Count; label++)
        {
            if (!folder.Labels.Contains(label))
                problems.Add($"The class '{folder.ClassNames[label]}' has no picture.");
        }
        return new DataVerification($"{Sizes.Count(read)} of {Sizes.Count(folder.Files.Count)} pictures read, "
            + $"{Sizes.Count(folder.ClassNames.Count)} classes", problems);
    }

    private static DataVerification OfArrays(DatasetSplits data)
    {
        var problems = new List<string>();
        NotFinite(problems, "input", data.Inputs);
        NotFinite(problems, "target", data.Targets);
        for (var label = 0; label < data.Classes; label++)
        {
            if (data.CountOf(label) == 0)
                problems.Add($"The class '{data.TargetNames[label]}' has no sample.");
        }
        return new DataVerification($"{Sizes.Count(data.Count)} training and {Sizes.Count(data.TestCount)} test samples read", problems);
    }

    private static void NotFinite(List<string> problems, string what, Tensor? values)
    {
        if (values is null || !values.DType.IsFloat())
            return;
        var bad = values.ToFloat32().ToArray().Count(value => !float.IsFinite(value));
        if (bad > 0)
            problems.Add(string.Create(CultureInfo.InvariantCulture, $"{bad:N0} values of the {what} are no finite numbers."));
    }
}
