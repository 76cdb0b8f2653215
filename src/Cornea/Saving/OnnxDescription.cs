using System.Globalization;
using Cornea.Formats.Onnx;
using Cornea.Onnx;

namespace Cornea.Saving;

/// <summary>Describes an ONNX file without making a model of it.</summary>
internal static class OnnxDescription
{
    /// <summary>What a file holds.</summary>
    /// <param name="path">The file.</param>
    /// <param name="read">Told of each array how many of its values are no numbers; null where values are not to be looked at.</param>
    public static ModelFileDescription Of(string path, Action<string, long>? read)
    {
        var file = OnnxReader.Read(path);
        if (read is not null)
        {
            foreach (var tensor in file.Graph.Initializers)
                read(tensor.Name, NotFinite(tensor.ToTensor()));
        }
        return new ModelFileDescription
        {
            Path = path,
            Format = ModelFileFormat.Onnx,
            Length = new FileInfo(path).Length,
            ClassName = "ONNX",
            Name = file.Graph.Name,
            Layers = [.. file.Graph.Nodes.Select(node => new StoredLayerDescription(node.Name, node.FullOperator, 0))],
            Weights =
            [
                .. file.Graph.Initializers.Where(tensor => !IsOfShapes(tensor.Type)).Select(
                    tensor => new StoredWeightDescription(tensor.Name, tensor.Dims, NameOf(tensor.Type))),
            ],
            Obstacles = Obstacles(file),
            Metadata = Metadata(file),
        };
    }

    private static Dictionary<string, string> Metadata(OnnxFile file)
    {
        var metadata = new Dictionary<string, string>(file.Metadata, StringComparer.Ordinal)
        {
            ["ir_version"] = file.IrVersion.ToString(CultureInfo.InvariantCulture),
            ["opsets"] = string.Join(", ", file.Opsets.Select(set => $"{(set.Key.Length > 0 ? set.Key : "ai.onnx")} {set.Value}")),
            ["inputs"] = string.Join(", ", file.Graph.Inputs.Select(Text)),
            ["outputs"] = string.Join(", ", file.Graph.Outputs.Select(Text)),
        };
        if (file.Producer.Length > 0)
            metadata["producer"] = $"{file.Producer} {file.ProducerVersion}".TrimEnd();
        return metadata;
    }

    // Each operator that is not known, once.
    private static string[] Obstacles(OnnxFile file)
    {
        try
        {
            return
            [
                .. FunctionInliner.Of(file).Nodes.Where(node => !OperatorTable.Knows(node)).Select(node => node.FullOperator).Distinct()
                    .Select(name => $"The operator {name} is not supported."),
            ];
        }
        catch (OnnxException exception)
        {
            return [exception.Message];
        }
    }

    private static string Text(OnnxValue value) => value.Axes is null ? value.Name
        : $"{value.Name} ({string.Join(", ", value.Axes.Select(axis => axis.Length?.ToString(CultureInfo.InvariantCulture) ?? "?"))})";

    // Whole numbers of 64 bits are shapes, axes and indices, no parameters.
    private static bool IsOfShapes(OnnxDataType type) => type is OnnxDataType.Int64 or OnnxDataType.Bool or OnnxDataType.String;

    private static string NameOf(OnnxDataType type) => type.Kept()?.Name() ?? type.ToString().ToLowerInvariant();

    private static long NotFinite(Tensor? values) => values is not null && values.DType.IsFloat()
        ? values.ToArray<double>().LongCount(value => !double.IsFinite(value)) : 0;
}
