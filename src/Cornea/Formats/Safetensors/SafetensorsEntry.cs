using Cornea.Formats.Onnx;

namespace Cornea.Formats;

/// <summary>One tensor of a safetensors header; the offsets count from the first byte after the header.</summary>
internal sealed record SafetensorsEntry(string Name, ElementType Type, long[] Shape, long Begin, long End)
{
    /// <summary>The type where its numbers have 8 bits: they are read as bytes and become float32; null for other types.</summary>
    public OnnxDataType? Small { get; init; }
}
