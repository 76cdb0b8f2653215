namespace Cornea.Graph.Ops;

/// <summary>A value given at each run. Two inputs are never the same, whatever their names.</summary>
internal sealed record Input(string Label, TensorType Type) : Op
{
    public override string Attributes => Label;

    public override TensorType Infer(ReadOnlySpan<TensorType> inputs) => Type;

    /// <summary>What is thrown where it is read and has no value.</summary>
    public InvalidOperationException NoValue() => new(
        $"This tensor depends on the input '{Label}' ({Type}), which has no value outside a compiled function. " +
        "Compile a function with that input, or compute with a tensor that has values.");

    public bool Equals(Input? other) => ReferenceEquals(this, other);

    public override int GetHashCode() => System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(this);
}

/// <summary>Values that are there already. Small ones are equal when their bytes are; large ones when they are the same buffer.</summary>
internal sealed record Constant(HostMemory Value) : Op
{
    private const int ComparedBytes = 64;

    public override string Attributes =>
        Value.Type.Shape.Size == 1 ? Value[0].ToString("G9", System.Globalization.CultureInfo.InvariantCulture) : "";

    public override TensorType Infer(ReadOnlySpan<TensorType> inputs) => Value.Type;

    public bool Equals(Constant? other) => other is not null && (ReferenceEquals(Value, other.Value) || (
        Value.Type == other.Value.Type && Value.Type.Bytes <= ComparedBytes && Value.Bytes.SequenceEqual(other.Value.Bytes)));

    public override int GetHashCode()
    {
        if (Value.Type.Bytes > ComparedBytes)
            return System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(Value);
        var hash = new HashCode();
        hash.Add(Value.Type);
        hash.AddBytes(Value.Bytes);
        return hash.ToHashCode();
    }
}

/// <summary>What a variable holds when the run begins.</summary>
internal sealed record VariableRead(Variable Variable) : Op
{
    public override string Attributes => Variable.Name;

    public override TensorType Infer(ReadOnlySpan<TensorType> inputs) => Variable.Type;
}

internal enum RandomKind
{
    /// <summary>Uniform on [0, 1).</summary>
    Uniform,

    /// <summary>Normal with mean 0 and deviation 1.</summary>
    Normal,

    /// <summary>Normal with mean 0 and deviation 1, drawn again outside two deviations.</summary>
    TruncatedNormal,

    /// <summary>All 32-bit integers, equally likely.</summary>
    Bits,
}

/// <summary>
/// Random numbers as a pure function of (key, stream, element): Philox 4x32-10. The input is the key, one int64; the
/// stream separates draws that share a key.
/// </summary>
internal sealed record Random(RandomKind Kind, Shape Shape, int Stream) : Op
{
    public override string Attributes => $"{Kind} stream={Stream}";

    public override TensorType Infer(ReadOnlySpan<TensorType> inputs) => inputs[0] == new TensorType(Shape.Scalar, DType.Int64)
        ? new TensorType(Shape, Kind == RandomKind.Bits ? DType.Int32 : DType.Float32)
        : throw new ShapeException($"A random key is one int64, but received {inputs[0]}. Pass RandomKey.Tensor.");
}
