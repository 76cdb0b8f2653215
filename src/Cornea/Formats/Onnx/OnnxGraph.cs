namespace Cornea.Formats.Onnx;

/// <summary>A graph: nodes between inputs and outputs, and constant values.</summary>
internal sealed record OnnxGraph
{
    public string Name { get; init; } = "";

    public IReadOnlyList<OnnxNode> Nodes { get; init; } = [];

    public IReadOnlyList<OnnxTensor> Initializers { get; init; } = [];

    public IReadOnlyList<(string Name, OnnxSparseTensor Tensor)> SparseInitializers { get; init; } = [];

    public IReadOnlyList<OnnxValue> Inputs { get; init; } = [];

    public IReadOnlyList<OnnxValue> Outputs { get; init; } = [];

    /// <summary>Names that the nodes read and that this graph does not make: in a subgraph, those of the graph around it.</summary>
    public IReadOnlyList<string> OuterNames()
    {
        var own = new HashSet<string>(Inputs.Select(input => input.Name), StringComparer.Ordinal) { "" };
        own.UnionWith(Initializers.Select(tensor => tensor.Name));
        own.UnionWith(SparseInitializers.Select(tensor => tensor.Name));
        own.UnionWith(Nodes.SelectMany(node => node.Outputs));
        var read = Nodes.SelectMany(node => node.Inputs.Concat(node.Subgraphs.SelectMany(graph => graph.OuterNames())))
            .Concat(Outputs.Select(output => output.Name));
        return [.. read.Where(name => !own.Contains(name)).Distinct(StringComparer.Ordinal)];
    }
}
