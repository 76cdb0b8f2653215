namespace Cornea.Formats.Onnx;

/// <summary>An attribute of a node.</summary>
internal sealed record OnnxAttribute(string Name, OnnxAttributeType Type)
{
    public float Float { get; init; }

    public long Int { get; init; }

    public string Text { get; init; } = "";

    public OnnxTensor? Tensor { get; init; }

    public OnnxSparseTensor? Sparse { get; init; }

    public OnnxGraph? Graph { get; init; }

    public IReadOnlyList<float> Floats { get; init; } = [];

    public IReadOnlyList<long> Ints { get; init; } = [];

    public IReadOnlyList<string> Texts { get; init; } = [];

    public IReadOnlyList<OnnxTensor> Tensors { get; init; } = [];

    /// <summary>In a function: the attribute of the call whose value this one takes; empty for none.</summary>
    public string Reference { get; init; } = "";
}
