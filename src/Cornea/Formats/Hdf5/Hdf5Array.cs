using System.Numerics;

namespace Cornea.Formats.Hdf5;

/// <summary>Values with a shape and an element type: a dataset or an attribute.</summary>
public abstract class Hdf5Array
{
    private readonly StoredValues _values;
    private readonly GlobalHeap _heap;

    private protected Hdf5Array(string name, string path, StoredValues values, GlobalHeap heap)
    {
        Name = name;
        Path = path;
        _values = values;
        _heap = heap;
    }

    /// <summary>Name in its group or among the attributes of its object.</summary>
    public string Name { get; }

    /// <summary>Path from the root, such as <c>/layers/dense/vars/0</c>; an attribute's is that of its object, <c>@</c> and the
    /// name.</summary>
    public string Path { get; }

    /// <summary>Size of each dimension; empty for a scalar.</summary>
    public IReadOnlyList<long> Shape => _values.Space.Sizes;

    /// <summary>True when there is no value at all (a null dataspace); <see cref="Count"/> is 0 then.</summary>
    public bool IsNull => _values.Space.IsNull;

    /// <summary>Number of elements; 1 for a scalar.</summary>
    public long Count => _values.Space.Count;

    /// <summary>Element type in the file.</summary>
    public Hdf5Type Type => _values.Type;

    /// <summary>Reads all elements in row-major order into memory of the caller's.</summary>
    /// <typeparam name="T">Integers may be read as any type that can hold their values; floats as any float type, rounded to
    /// the nearest; booleans as 0 and 1.</typeparam>
    /// <param name="destination">Room for exactly <see cref="Count"/> elements. Contiguous values of the same type go into it
    /// straight from the file.</param>
    /// <exception cref="ArgumentException">The room is not that of <see cref="Count"/> elements.</exception>
    /// <exception cref="MalformedFileException">The content is damaged, or has a type that cannot be read as numbers of this
    /// type.</exception>
    public void Read<T>(Span<T> destination) where T : unmanaged, INumberBase<T>
    {
        if (destination.Length != Count)
        {
            throw new ArgumentException($"'{Path}' has {Count} elements, but room for {destination.Length} was given.",
                nameof(destination));
        }
        CheckNumeric<T>();
        Fill(destination, (long)destination.Length * Type.Size);
    }

    /// <summary>Reads all elements in row-major order.</summary>
    /// <typeparam name="T">As in <see cref="Read{T}(Span{T})"/>.</typeparam>
    /// <returns>An array of <see cref="Count"/> elements.</returns>
    /// <exception cref="MalformedFileException">The content is damaged, declares far more than it stores, or has a type that
    /// cannot be read as numbers of this type.</exception>
    public T[] ReadArray<T>() where T : unmanaged, INumberBase<T>
    {
        CheckNumeric<T>();
        _values.CheckDeclared();
        T[] values = GC.AllocateUninitializedArray<T>((int)Count);
        Fill(values.AsSpan(), 0);
        return values;
    }

    /// <summary>Throws when far more values are declared than are stored, before memory is taken for them.</summary>
    internal void CheckDeclared() => _values.CheckDeclared();

    /// <summary>Reads all elements as a tensor of the same shape.</summary>
    /// <returns>float32 for float16, bfloat16 and float32; float64; bool; uint8; int32 for other integers of up to 2 bytes and
    /// int32; int64 for the others.</returns>
    /// <exception cref="MalformedFileException">As in <see cref="ReadArray{T}"/>.</exception>
    public Tensor ReadTensor()
    {
        Shape shape = TensorShape();
        return (Type.Class, Type.Size) switch
        {
            (Hdf5TypeClass.Boolean, _) => Tensor.From(Array.ConvertAll(ReadArray<byte>(), static value => value != 0), shape),
            (Hdf5TypeClass.Float, 8) => Tensor.From(ReadArray<double>(), shape),
            (Hdf5TypeClass.Float or Hdf5TypeClass.BFloat16, _) => Tensor.From(ReadArray<float>(), shape),
            (Hdf5TypeClass.UnsignedInteger, 1) => Tensor.From(ReadArray<byte>(), shape),
            (Hdf5TypeClass.Integer, <= 4) or (Hdf5TypeClass.UnsignedInteger, 2) => Tensor.From(ReadArray<int>(), shape),
            _ => Tensor.From(ReadArray<long>(), shape),
        };
    }

    /// <summary>Reads all elements as text.</summary>
    /// <exception cref="MalformedFileException">The content is damaged or no text.</exception>
    public string[] ReadStrings() => Type.IsText
        ? new TextDecoder(_values, _heap).Read()
        : throw WrongType("text");

    /// <summary>Reads the only element as text.</summary>
    /// <exception cref="MalformedFileException">The content is damaged, no text, or not one element.</exception>
    public string ReadString() => Count == 1
        ? ReadStrings()[0]
        : throw _values.Fault("dataspace", $"'{Path}' should hold one string and holds {Count}");

    /// <summary>Reads all elements as they are in the file.</summary>
    /// <returns>Their bytes; those of variable text refer to other addresses of the file and mean nothing by themselves.</returns>
    /// <exception cref="MalformedFileException">The content is damaged or declares far more than it stores.</exception>
    public byte[] ReadBytes()
    {
        _values.CheckDeclared();
        var bytes = new byte[_values.Bytes];
        var sink = new RawSink(bytes, Type.Size);
        _values.Read(ref sink, allowed: 0);
        return bytes;
    }

    /// <summary>The path, type and shape.</summary>
    public override string ToString() => $"{Path}: {Type} ({string.Join(", ", Shape)})";

    private void Fill<T>(Span<T> destination, long allowed) where T : unmanaged, INumberBase<T>
    {
        if (_values.TryReadDirectly(destination))
        {
            return;
        }
        try
        {
            var sink = new NumberSink<T>(destination, Type);
            _values.Read(ref sink, allowed);
        }
        catch (OverflowException)
        {
            throw _values.Fault("value", $"'{Path}' has a value of type {Type} that {typeof(T).Name} cannot hold",
                "Read it as a wider type.");
        }
    }

    private void CheckNumeric<T>() where T : unmanaged, INumberBase<T>
    {
        bool isFloat = Type.Class is Hdf5TypeClass.Float or Hdf5TypeClass.BFloat16;
        if (!Type.IsNumeric || (isFloat && NumberDecoder.IsInteger<T>()))
        {
            throw WrongType(typeof(T).Name);
        }
    }

    private Shape TensorShape()
    {
        if (_values.Space.Sizes.Any(static size => size > int.MaxValue))
        {
            throw _values.Fault("dataspace", $"'{Path}' has a dimension of more than {int.MaxValue}", "Divide the dataset.");
        }
        return new Shape([.. _values.Space.Sizes.Select(static size => (int)size)]);
    }

    private MalformedFileException WrongType(string wanted) => _values.Fault("datatype",
        $"'{Path}' has elements of type {Type}, which cannot be read as {wanted}",
        "Check that the file holds what you expect there, or write it with another type.");
}
