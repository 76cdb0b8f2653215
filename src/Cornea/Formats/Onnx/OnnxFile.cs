namespace Cornea.Formats.Onnx;

/// <summary>An ONNX model as it stands in a file.</summary>
internal sealed record OnnxFile
{
    /// <summary>The newest version of the format and of ONNX's operator set that is known here.</summary>
    public const int NewestIr = 14, NewestOpset = 28;

    public int IrVersion { get; init; }

    public string Producer { get; init; } = "";

    public string ProducerVersion { get; init; } = "";

    public string Description { get; init; } = "";

    public OnnxGraph Graph { get; init; } = new();

    public IReadOnlyList<OnnxFunction> Functions { get; init; } = [];

    /// <summary>The versions of the operator sets, by domain; that of ONNX itself is empty.</summary>
    public IReadOnlyDictionary<string, int> Opsets { get; init; } = new Dictionary<string, int>();

    public IReadOnlyDictionary<string, string> Metadata { get; init; } = new Dictionary<string, string>();
}
