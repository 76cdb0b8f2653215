using Cornea.Cli.Data;

namespace Cornea.Cli.Predicting;

/// <summary>Reads files as inputs of a network.</summary>
/// <param name="options">What was asked.</param>
/// <param name="sample">The shape of a sample that the network takes.</param>
/// <param name="pixels">The range of pixels that it was trained with.</param>
/// <param name="isDigit">Whether pictures are taken for digits.</param>
/// <param name="features">The names of the columns it was trained with; empty where they are not known.</param>
internal sealed class InputReader(
    PredictOptions options, Shape sample, PixelRange pixels, bool isDigit, IReadOnlyList<string> features)
{
    /// <summary>The files that a path stands for: itself, or the pictures of a folder by name, without hidden ones.</summary>
    public static IReadOnlyList<string> Files(string path)
    {
        if (File.Exists(path))
            return [path];
        if (!Directory.Exists(path))
            throw new CommandException(ExitCode.Data, $"cannot find the input '{path}': there is no such file or folder.");
        string[] files =
        [
            .. Directory.EnumerateFiles(path, "*", SearchOption.AllDirectories)
                .Where(file => ImageFolder.Extensions.Contains(Path.GetExtension(file)) && !FolderListing.IsHidden(path, file))
                .Order(StringComparer.Ordinal),
        ];
        return files.Length > 0 ? files
            : throw new CommandException(
                ExitCode.Data, $"the folder '{path}' has no pictures ({string.Join(", ", ImageFolder.Extensions)}).");
    }

    /// <summary>Reads a file.</summary>
    public PredictionInput Read(string path)
    {
        switch (Path.GetExtension(path).ToLowerInvariant())
        {
            case ".npy":
                return new PredictionInput(path, Shaped(path, NpyFile.Read(path)), null);
            case ".npz":
                var arrays = NpzFile.Read(path);
                var name = arrays.ContainsKey("x") ? "x" : arrays.Keys.FirstOrDefault()
                    ?? throw new CommandException(ExitCode.Data, $"'{path}' has no arrays.");
                return new PredictionInput(path, Shaped(path, arrays[name]), null);
            case ".csv":
                return new PredictionInput(path, Shaped(path, CsvData.Rows(path, features)), null);
            default:
                return Picture(path);
        }
    }

    private PredictionInput Picture(string path)
    {
        if (isDigit)
        {
            var digit = DigitImage.Normalize(ImageFile.Read(path), options.Ink);
            if (digit.Max().Item<int>() == 0)
                throw new CommandException(ExitCode.Data, $"nothing is drawn in '{path}'.");
            return new PredictionInput(path, pixels.Apply(digit.ExpandDims(-1)).Reshape(Known(digit.Size).Insert(0, 1)), digit);
        }
        // Networks of ONNX have their channels first.
        var isFirst = sample is { Rank: 3 } && sample[0] is 1 or 3 && sample[2] is not (1 or 3 or 4);
        var (rows, columns, channels) = isFirst ? (sample[1], sample[2], sample[0]) : sample.Rank == 3 ? (sample[0], sample[1], sample[2])
            : (0, 0, 0);
        if (channels is not (1 or 3 or 4))
        {
            throw new CommandException(ExitCode.Usage,
                $"the network takes samples of shape {sample}, which are no pictures. Give a .npy or .csv file with --input.");
        }
        var picture = ImageFile.Read(path, channels);
        var height = rows == Shape.Unknown ? picture.Shape[0] : rows;
        var width = columns == Shape.Unknown ? picture.Shape[1] : columns;
        var resized = picture.Shape[0] == height && picture.Shape[1] == width ? picture.ToFloat32()
            : ImageOps.Resize(picture.ToFloat32(), height, width);
        var seen = resized.Clip(0, 255).Round().Cast(DType.UInt8).Compute();
        var input = pixels.Apply(resized);
        return new PredictionInput(path, (isFirst ? input.Transpose(2, 0, 1) : input).ExpandDims(0), channels == 4 ? null : seen);
    }

    private Shape Known(int size) => sample.IsKnown && sample.Size == size ? sample
        : throw new CommandException(ExitCode.Usage, $"a digit has 28 x 28 pixels, but the network takes samples of shape {sample}. Leave "
            + "out --digit yes.");

    // One sample may be given without its axis of samples.
    private Tensor Shaped(string path, Tensor values)
    {
        if (values.Rank == sample.Rank + 1 && Fits(values.Shape[1..]))
            return values.DType == DType.UInt8 ? pixels.Apply(values) : values;
        if (values.Rank == sample.Rank && Fits(values.Shape))
            return (values.DType == DType.UInt8 ? pixels.Apply(values) : values).ExpandDims(0);
        if (sample.IsKnown && values.Rank > 0 && values.Size % sample.Size == 0 && values.Size / sample.Size == values.Shape[0])
            return (values.DType == DType.UInt8 ? pixels.Apply(values) : values).Reshape(sample.Insert(0, -1));
        throw new CommandException(ExitCode.Data,
            $"'{path}' has the shape {values.Shape}, but the network takes samples of shape {sample}. Give (samples, ...) of them.");

        bool Fits(Shape shape) => shape.Zip(sample).All(pair => pair.Second == Shape.Unknown || pair.First == pair.Second);
    }
}
