using Cornea.Formats.Onnx;

namespace Cornea.Onnx;

/// <summary>Computes a written model beside the one it was written from.</summary>
internal static class ExportProof
{
    // Where numbers are rounded to 8 bits in between, a last bit before decides now and then which way, and that is one of 127 steps.
    private const double OfRoundedSteps = 0.03;

    // Some steps of the last place, in which numbers of 16 bits are rounded at other points.
    private const double OfFloat16 = 4.0 / (1 << 10), OfBFloat16 = 4.0 / (1 << 7);

    /// <summary>Compares both on random inputs of two batch sizes.</summary>
    /// <exception cref="OnnxException">The answers are further apart than they may be.</exception>
    public static void Check(Model model, OnnxFile file, OnnxExportOptions options)
    {
        var read = OnnxImporter.Import(file, "proof", new OnnxImportOptions());
        var steps = StepsOf(file);
        foreach (var rows in (int[])[1, 3])
        {
            var random = new System.Random(rows);
            Tensor[] inputs = [.. file.Graph.Inputs.Select(input => Values(input, rows, random))];
            var (expected, actual) = (model.Apply(inputs), read.Apply(inputs));
            for (var i = 0; i < expected.Count; i++)
                Compare(expected[i], actual[i], file.Graph.Outputs[i].Name, options.Tolerance, steps);
        }
    }

    private static double StepsOf(OnnxFile file)
    {
        if (file.Graph.Nodes.Any(node => node.Operator == "QuantizeLinear"))
            return OfRoundedSteps;
        HashSet<OnnxDataType> types =
        [
            .. file.Graph.Outputs.Select(output => output.Type), .. file.Graph.Initializers.Select(tensor => tensor.Type),
            .. file.Graph.Nodes.Where(node => node.Operator == "Cast").Select(node => (OnnxDataType)node.Attributes["to"].Int),
        ];
        return types.Contains(OnnxDataType.BFloat16) ? OfBFloat16 : types.Contains(OnnxDataType.Float16) ? OfFloat16 : 0;
    }

    private static void Compare(Tensor expected, Tensor actual, string name, double tolerance, double ofLargest)
    {
        if (expected.Shape != actual.Shape)
            throw new OnnxException($"ONNX: the written output '{name}' has shape {actual.Shape}, and the model's has {expected.Shape}.");
        var (a, b) = (actual.ToArray<double>(), expected.ToArray<double>());
        var steps = ofLargest > 0 ? ofLargest * b.Select(Math.Abs).DefaultIfEmpty().Max() : 0;
        for (var i = 0; i < a.Length; i++)
        {
            var same = a[i].Equals(b[i]) || Math.Abs(a[i] - b[i]) <= tolerance * (1 + Math.Abs(b[i])) + steps;
            if (!same)
                throw new OnnxException($"ONNX: element {i} of the written output '{name}' is {a[i]:R}, and the model's is {b[i]:R}.");
        }
    }

    // Open lengths become ones for which most networks have an answer.
    private static Tensor Values(OnnxValue input, int rows, System.Random random)
    {
        var shape = new Shape([.. input.Axes!.Select((axis, i) => axis.Length is { } length ? (int)length : i == 0 ? rows : 64)]);
        var type = input.Type.Kept()!.Value;
        var values = new float[shape.Size];
        for (var i = 0; i < values.Length; i++)
            values[i] = type.IsFloat() ? random.NextSingle() * 2 - 1 : random.Next(2);
        return Tensor.From(values, shape).Cast(type).Compute();
    }
}
