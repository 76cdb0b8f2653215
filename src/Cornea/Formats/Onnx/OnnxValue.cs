namespace Cornea.Formats.Onnx;

/// <summary>An input or output of a graph.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">Its element type; undefined where the file does not say, or where it is no tensor.</param>
/// <param name="Axes">The axes; null where the file does not say.</param>
/// <param name="Kind">What it is where it is no tensor: a sequence, a map, a sparse tensor; else empty.</param>
internal sealed record OnnxValue(string Name, OnnxDataType Type, IReadOnlyList<OnnxAxis>? Axes, string Kind = "")
{
    /// <summary>Whether it may be left out.</summary>
    public bool IsOptional { get; init; }
}
