namespace Cornea.Formats;

/// <summary>One tensor of a safetensors header; the offsets count from the first byte after the header.</summary>
internal sealed record SafetensorsEntry(string Name, ElementType Type, long[] Shape, long Begin, long End);
