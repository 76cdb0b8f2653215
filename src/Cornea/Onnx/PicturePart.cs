using Cornea.Formats.Onnx;

namespace Cornea.Onnx;

/// <summary>The part of a graph that one node makes, with pictures in the order that costs least.</summary>
internal static class PicturePart
{
    /// <summary>The part, and whether its outputs have their channels last.</summary>
    public static ((GraphPart Part, string[] Outputs) Own, bool ChannelsLast) Prepare(OnnxImporter importer, OnnxNode node)
    {
        var part = new GraphPart(importer.Value);
        string[] outputs = [.. node.Outputs.Where(name => name.Length > 0)];
        var order = OperatorTable.Of(node).Order;
        var pictures = node.Inputs.Where(name => name.Length > 0).Select(importer.Value).OfType<ImportedValue.Fed>()
            .Where(fed => fed.ChannelsLast).ToArray();
        if (order == AxisOrder.Any && pictures.Length > 0 && TryAny(importer, part, node, pictures[0].Symbol.Rank))
            return ((part, outputs), true);
        if (order == AxisOrder.First && importer.Value(node.Inputs[0]) is ImportedValue.Fed first && first.Symbol.Rank >= 3
            && (first.ChannelsLast || node.Operator is not ("Clip" or "Dropout")))
        {
            return ((First(importer, part, node), outputs), true);
        }
        part.Add(node);
        return ((part, outputs), false);
    }

    /// <summary>Whether something that wants the channels last reads a value.</summary>
    public static bool IsReadAsPicture(OnnxImporter importer, string name) => importer.ReadersOf(name).Any(node => node.Operator
        is "Conv" or "ConvTranspose" or "MaxPool" or "AveragePool" or "GlobalAveragePool" or "GlobalMaxPool" or "BatchNormalization");

    private static GraphPart First(OnnxImporter importer, GraphPart part, OnnxNode node)
    {
        var name = node.Inputs[0] + "\u00A0picture";
        part.AddInput(name, new ImportedValue.Fed(importer.Last(node.Inputs[0]), true));
        var attributes = new Dictionary<string, OnnxAttribute>(node.Attributes, StringComparer.Ordinal)
        {
            [OperatorCall.ChannelsLastAttribute] = new(OperatorCall.ChannelsLastAttribute, OnnxAttributeType.Int) { Int = 1 },
        };
        part.Add(node with { Inputs = [name, .. node.Inputs.Skip(1)], Attributes = attributes });
        return part;
    }

    // All inputs with their channels last; false where one has another rank, which would broadcast otherwise.
    private static bool TryAny(OnnxImporter importer, GraphPart part, OnnxNode node, int rank)
    {
        foreach (var name in node.Inputs.Where(name => name.Length > 0))
        {
            var fits = importer.Value(name) switch
            {
                ImportedValue.Fed fed => fed.Symbol.Rank == rank,
                ImportedValue.Fixed constant => constant.Tensor.Rank <= rank && node.Opset >= 7,
                _ => false,
            };
            if (!fits)
                return false;
        }
        var inputs = new List<string>();
        foreach (var name in node.Inputs)
        {
            if (name.Length == 0)
            {
                inputs.Add("");
                continue;
            }
            var own = name + "\u00A0picture";
            inputs.Add(own);
            if (importer.Value(name) is ImportedValue.Fixed constant)
                part.AddConstant(own, PictureOrder.Last(constant.Tensor, rank), WeightSlots.IsWeight(node, inputs.Count - 1));
            else
                part.AddInput(own, new ImportedValue.Fed(importer.Last(name), true));
        }
        part.Add(node with { Inputs = inputs });
        return true;
    }
}
