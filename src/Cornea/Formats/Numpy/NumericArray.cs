namespace Cornea.Formats;

/// <summary>Values of an array file on their way from or to a tensor.</summary>
internal sealed class NumericArray
{
    private readonly Array? _values;
    private readonly Tensor? _tensor;

    /// <summary>Wraps values.</summary>
    /// <param name="values">An array of the C# type of the elements, row-major.</param>
    /// <param name="shape">Sizes of the axes; empty for a scalar.</param>
    public NumericArray(Array values, long[] shape)
    {
        _values = values;
        Shape = shape;
        Type = Elements.TypeOf(values);
    }

    /// <summary>Wraps a tensor, whose values are copied only while they are written.</summary>
    public NumericArray(Tensor tensor)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        _tensor = tensor;
        Shape = [.. tensor.Shape.Select(static size => (long)size)];
        Type = tensor.DType switch
        {
            DType.Bool => ElementType.Bool,
            DType.UInt8 => ElementType.UInt8,
            DType.Int8 => ElementType.Int8,
            DType.UInt16 => ElementType.UInt16,
            DType.Int16 => ElementType.Int16,
            DType.UInt32 => ElementType.UInt32,
            DType.Int32 => ElementType.Int32,
            DType.Int64 => ElementType.Int64,
            DType.BFloat16 => ElementType.BFloat16,
            DType.Float16 => ElementType.Float16,
            DType.Float32 => ElementType.Float32,
            DType.Float64 => ElementType.Float64,
        };
    }

    public ElementType Type { get; }

    public long[] Shape { get; }

    public long Count => Shape.Aggregate(1L, static (product, size) => product * size);

    /// <summary>An array of the C# type of its elements, row-major.</summary>
    public Array Values => _values ?? _tensor!.DType switch
    {
        DType.Bool => _tensor.ToArray<bool>(),
        DType.UInt8 => _tensor.ToArray<byte>(),
        DType.Int8 => _tensor.ToArray<sbyte>(),
        DType.UInt16 => _tensor.ToArray<ushort>(),
        DType.Int16 => _tensor.ToArray<short>(),
        DType.UInt32 => _tensor.ToArray<uint>(),
        DType.Int32 => _tensor.ToArray<int>(),
        DType.Int64 => _tensor.ToArray<long>(),
        DType.BFloat16 => _tensor.ToArray<BFloat16>(),
        DType.Float16 => _tensor.ToArray<Half>(),
        DType.Float32 => _tensor.ToArray<float>(),
        DType.Float64 => _tensor.ToArray<double>(),
    };

    public Tensor ToTensor()
    {
        if (_tensor is not null)
        {
            return _tensor;
        }
        var shape = new Shape([.. Shape.Select(static size => checked((int)size))]);
        return Type switch
        {
            ElementType.Bool => Tensor.From((bool[])_values!, shape),
            ElementType.UInt8 => Tensor.From((byte[])_values!, shape),
            ElementType.Int8 => Tensor.From((sbyte[])_values!, shape),
            ElementType.UInt16 => Tensor.From((ushort[])_values!, shape),
            ElementType.Int16 => Tensor.From((short[])_values!, shape),
            ElementType.Float16 => Tensor.From((Half[])_values!, shape),
            ElementType.BFloat16 => Tensor.From((BFloat16[])_values!, shape),
            ElementType.UInt32 => Tensor.From((uint[])_values!, shape),
            ElementType.Int32 => Tensor.From((int[])_values!, shape),
            ElementType.Float32 => Tensor.From((float[])_values!, shape),
            ElementType.UInt64 or ElementType.Int64 => Tensor.From((long[])_values!, shape),
            ElementType.Float64 => Tensor.From((double[])_values!, shape),
        };
    }

    public static IEnumerable<KeyValuePair<string, NumericArray>> From(IEnumerable<KeyValuePair<string, Tensor>> tensors)
    {
        ArgumentNullException.ThrowIfNull(tensors);
        return tensors.Select(static pair => KeyValuePair.Create(pair.Key, new NumericArray(pair.Value)));
    }

    public static Dictionary<string, Tensor> ToTensors(Dictionary<string, NumericArray> arrays)
    {
        var tensors = new Dictionary<string, Tensor>(arrays.Count, StringComparer.Ordinal);
        foreach ((string name, NumericArray array) in arrays)
        {
            tensors.Add(name, array.ToTensor());
            // The values now live in the tensor: a large file need not stay in memory twice.
            arrays.Remove(name);
        }
        return tensors;
    }
}
