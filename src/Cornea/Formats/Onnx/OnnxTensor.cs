namespace Cornea.Formats.Onnx;

/// <summary>A tensor of a file: its values as their bytes, whichever field of the file they came from.</summary>
/// <param name="Name">Its name; may be empty.</param>
/// <param name="Type">The element type.</param>
/// <param name="Dims">The lengths of the axes.</param>
/// <param name="Data">The values, row by row, little-endian; two or four to a byte where they are of 4 or 2 bits.</param>
internal sealed record OnnxTensor(string Name, OnnxDataType Type, IReadOnlyList<long> Dims, ReadOnlyMemory<byte> Data)
{
    /// <summary>The texts where the type is that of texts.</summary>
    public IReadOnlyList<string> Texts { get; init; } = [];

    /// <summary>Where it lies in the file.</summary>
    public long Offset { get; init; }

    /// <summary>How many values it has.</summary>
    public int Count => (int)Dims.Aggregate(1L, (size, length) => size * length);

    /// <summary>The shape.</summary>
    public Shape Shape => new([.. Dims.Select(length => (int)length)]);

    /// <summary>A tensor with the bytes of one here.</summary>
    public static OnnxTensor Of(string name, Tensor values) => new(
        name, OnnxDataTypes.Of(values.DType), [.. values.Shape.Select(length => (long)length)], values.AsBytes().ToArray());

    /// <summary>The values as a tensor; null where they are texts or complex numbers, which there are none of here.</summary>
    public Tensor? ToTensor()
    {
        if (Type.Kept() is not { } dtype)
            return null;
        var data = Data;
        return Type switch
        {
            OnnxDataType.Bool => Tensor.Create(new TensorType(Shape, dtype), bytes =>
            {
                for (var i = 0; i < bytes.Length; i++)
                    bytes[i] = data.Span[i] == 0 ? (byte)0 : (byte)1;
            }),
            OnnxDataType.UInt4 or OnnxDataType.UInt2 => Tensor.From(Each(code => (byte)code), Shape),
            OnnxDataType.Int4 => Tensor.From(Each(code => (sbyte)(code << 4) >> 4).Select(number => (sbyte)number).ToArray(), Shape),
            OnnxDataType.Int2 => Tensor.From(Each(code => (sbyte)(code << 6) >> 6).Select(number => (sbyte)number).ToArray(), Shape),
            OnnxDataType.Float8E4M3FN or OnnxDataType.Float8E4M3FNUZ or OnnxDataType.Float8E5M2 or OnnxDataType.Float8E5M2FNUZ
                or OnnxDataType.Float8E8M0 or OnnxDataType.Float4E2M1 => Tensor.From(Each(code => SmallFloat.Value(Type, code)), Shape),
            _ => Tensor.Create(new TensorType(Shape, dtype), bytes => data.Span.CopyTo(bytes)),
        };
    }

    // One value after the other, as the number that its bits are.
    private T[] Each<T>(Func<int, T> value)
    {
        var bits = Type.Bits();
        var values = new T[Count];
        for (var i = 0; i < values.Length; i++)
            values[i] = value(Data.Span[(int)((long)i * bits / 8)] >> (int)((long)i * bits % 8) & ((1 << bits) - 1));
        return values;
    }
}
