namespace Cornea.Formats.Onnx;

/// <summary>An axis of a declared shape.</summary>
/// <param name="Length">Its length; null where it is open.</param>
/// <param name="Name">The name of its length; empty where it has none.</param>
internal sealed record OnnxAxis(long? Length, string Name = "");
