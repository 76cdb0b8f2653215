using Cornea.Formats.Onnx;

namespace Cornea.Onnx;

/// <summary>What a name of an ONNX graph stands for while the graph is imported.</summary>
internal abstract record ImportedValue
{
    /// <summary>A value that is known.</summary>
    public sealed record Fixed(Tensor Tensor) : ImportedValue;

    /// <summary>A value that follows from the shapes of what the network is fed with; its node becomes part of those that read
    /// it.</summary>
    public sealed record Shaped(OnnxNode Node) : ImportedValue;

    /// <summary>A value that only turns another one around: its node becomes part of those that read it, unless they turn it
    /// back.</summary>
    public sealed record Deferred(OnnxNode Node) : ImportedValue;

    /// <summary>A value that is computed at each run.</summary>
    /// <param name="Symbol">The value in the model.</param>
    /// <param name="ChannelsLast">Whether it is a picture whose channels stand last there, and second in ONNX.</param>
    public sealed record Fed(SymbolicTensor Symbol, bool ChannelsLast = false) : ImportedValue;
}
