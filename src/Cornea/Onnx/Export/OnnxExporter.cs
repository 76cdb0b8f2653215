using System.Globalization;
using Cornea.Diagnostics;
using Cornea.Formats.Onnx;

namespace Cornea.Onnx;

/// <summary>Writes models as ONNX files.</summary>
internal static class OnnxExporter
{
    private const int UsualOpset = 17, OldestOpset = 13, DataAlignment = 64;

    // What stands for open lengths while a network is traced: first odd ones that differ, so that no rounding and no equal length goes
    // unseen; then ones that halve often, as U-nets need; then equal ones.
    private static readonly (int First, int Second)[][] Tries =
    [
        [(61, 98), (67, 106), (71, 110), (73, 118)],
        [(64, 96), (128, 160), (192, 224), (256, 288)],
        [(61, 98)],
        [(64, 96)],
        [(9, 12), (11, 14), (13, 18)],
        [(8, 12)],
    ];

    /// <summary>Writes a model.</summary>
    public static void Export(Model model, string path, OnnxExportOptions options)
    {
        var file = Made(model, options, Path.GetFileNameWithoutExtension(path));
        if (options.Verify)
            ExportProof.Check(model, OnnxReader.Read(OnnxWriter.Write(file), path), options);
        if (!options.ExternalWeights)
        {
            AtomicFile.Write(path, OnnxWriter.Write(file).ToArray());
            return;
        }
        var (name, offset, places) = (Path.GetFileName(path) + ".data", 0L, new Dictionary<string, long>(StringComparer.Ordinal));
        AtomicFile.Write(path + ".data", stream =>
        {
            foreach (var tensor in file.Graph.Initializers.Where(tensor => tensor.Data.Length >= 1024))
            {
                var padding = (DataAlignment - offset % DataAlignment) % DataAlignment;
                stream.Write(new byte[padding]);
                places[tensor.Name] = offset += padding;
                stream.Write(tensor.Data.Span);
                offset += tensor.Data.Length;
            }
        });
        AtomicFile.Write(path, OnnxWriter.Write(
            file, tensor => places.TryGetValue(tensor.Name, out var place) ? (name, place) : null).ToArray());
    }

    /// <summary>The model as an ONNX file.</summary>
    public static OnnxFile Made(Model model, OnnxExportOptions options, string name)
    {
        var inputs = model.Inputs;
        if (inputs.Count == 0)
        {
            throw new InvalidOperationException(
                $"{model} has no input shape yet, so it cannot be exported. Give it one, or call it once on data.");
        }
        var shapes = options.InputShapes ?? [.. inputs.Select(input => input.Shape)];
        if (shapes.Count != inputs.Count)
            throw new ArgumentException($"{model} has {inputs.Count} inputs, but InputShapes has {shapes.Count}.", nameof(options));
        if (options.Opset is { } wanted && wanted is < OldestOpset or > OnnxFile.NewestOpset)
        {
            throw new ArgumentException($"Operator sets {OldestOpset} to {OnnxFile.NewestOpset} are written, but {wanted} was asked for.",
                nameof(options));
        }
        SortedSet<string>? fewest = null;
        ShapeException? misfit = null;
        foreach (var lengths in Tries)
        {
            try
            {
                if (ExportTrace.Of(model, Traced(shapes, lengths), [.. inputs.Select(input => input.DType)]) is not { } trace)
                    continue;
                var problems = new SortedSet<string>(StringComparer.Ordinal);
                var file = Written(model, trace, options, name, problems);
                if (problems.Count == 0)
                    return file;
                if (fewest is null || problems.Count < fewest.Count)
                    fewest = problems;
            }
            catch (ShapeException exception)
            {
                misfit ??= exception;
            }
            if (shapes.All(shape => shape.Skip(1).All(length => length != Shape.Unknown)))
                break;
        }
        if (fewest is null)
        {
            throw new OnnxException(
                $"ONNX: {model} makes other operations for other lengths of its inputs, so they cannot be left open. " +
                $"Give them in OnnxExportOptions.InputShapes.{(misfit is null ? "" : " " + misfit.Message)}", inner: misfit);
        }
        throw new OnnxException($"ONNX: {model} cannot be written: {string.Join("; ", fewest)}.");
    }

    // Each open axis but the batch gets lengths of its own, as far as there are some.
    private static (Shape First, Shape Second)[] Traced(IReadOnlyList<Shape> shapes, (int First, int Second)[] lengths)
    {
        var next = 0;
        var traced = new List<(Shape First, Shape Second)>();
        foreach (var shape in shapes)
        {
            var own = shape.Select((length, axis) => length != Shape.Unknown ? (First: length, Second: length)
                : axis == 0 ? (First: 2, Second: 3) : lengths[next++ % lengths.Length]).ToArray();
            traced.Add((new Shape([.. own.Select(one => one.First)]), new Shape([.. own.Select(one => one.Second)])));
        }
        return [.. traced];
    }

    private static OnnxFile Written(Model model, ExportTrace trace, OnnxExportOptions options, string name, SortedSet<string> problems)
    {
        var opset = options.Opset ?? (options.OldestOpset ? OldestOpset : UsualOpset);
        var graph = new GraphBuilder(opset);
        var emitter = new GraphEmitter(trace, graph, problems);
        string[] inputNames = [.. model.Inputs.Select(input => graph.Unique(input.Layer.Name))];
        for (var i = 0; i < inputNames.Length; i++)
            emitter.Take(trace.Inputs[i], inputNames[i]);
        emitter.Emit(trace.Outputs);
        var outputNames = trace.Outputs.Select((output, i) =>
        {
            var own = graph.Unique(model.OutputNames.Count == trace.Outputs.Count ? model.OutputNames[i] : "output");
            graph.Nodes.Add(new OnnxNode("Identity", "", [emitter.Name(output)], [own], new Dictionary<string, OnnxAttribute>(), own));
            return own;
        }).ToArray();
        if (graph.Needed > opset)
        {
            if (options.Opset is null)
                return Written(model, trace, options with { Opset = graph.Needed }, name, problems);
            problems.Add($"the model needs operator set {graph.Needed}, but {opset} was asked for");
        }
        graph.KeepOnly(outputNames);
        var names = new Dictionary<OpenLength, string>();
        OnnxValue Typed(string value, Tensor tensor) =>
            new(value, OnnxDataTypes.Of(tensor.DType), [.. trace.Lengths(tensor).Select(length =>
            length.IsFixed ? new OnnxAxis(length.First) : new OnnxAxis(null, NameOf(names, length)))]);
        return new OnnxFile
        {
            IrVersion = IrVersion(opset),
            Producer = "Cornea",
            ProducerVersion = LibraryVersion.Text,
            Opsets = new Dictionary<string, int> { [""] = opset },
            Graph = new OnnxGraph
            {
                Name = name.Length > 0 ? name : model.Name,
                Nodes = graph.Nodes,
                Initializers = Used(graph),
                Inputs = [.. inputNames.Select((input, i) => Typed(input, trace.Inputs[i]))],
                Outputs = [.. outputNames.Select((output, i) => Typed(output, trace.Outputs[i]))],
            },
        };
    }

    private static string NameOf(Dictionary<OpenLength, string> names, OpenLength length) => names.TryGetValue(length, out var name) ? name
        : names[length] = length == new OpenLength(2, 3) ? "batch" : string.Create(CultureInfo.InvariantCulture, $"length_{names.Count}");

    private static OnnxTensor[] Used(GraphBuilder graph)
    {
        var read = graph.Nodes.SelectMany(NodeOrder.Reads).ToHashSet(StringComparer.Ordinal);
        return [.. graph.Constants.Where(tensor => read.Contains(tensor.Name))];
    }

    private static int IrVersion(int opset) => opset switch
    {
        <= 14 => 7,
        <= 18 => 8,
        <= 20 => 9,
        <= 22 => 10,
        23 => 11,
        24 => 12,
        <= 27 => 13,
        _ => 14,
    };
}
