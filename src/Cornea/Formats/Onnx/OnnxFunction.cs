namespace Cornea.Formats.Onnx;

/// <summary>A function of a model: nodes that stand for one operator.</summary>
internal sealed record OnnxFunction(string Name, string Domain, string Overload)
{
    public IReadOnlyList<string> Inputs { get; init; } = [];

    public IReadOnlyList<string> Outputs { get; init; } = [];

    /// <summary>Attributes that have a value where the call gives none.</summary>
    public IReadOnlyList<OnnxAttribute> Defaults { get; init; } = [];

    public IReadOnlyList<OnnxNode> Nodes { get; init; } = [];

    public IReadOnlyDictionary<string, int> Opsets { get; init; } = new Dictionary<string, int>();
}
