namespace Cornea.Formats.Hdf5;

/// <summary>A group to be written. Members are listed by name, whatever the order in which they are created.</summary>
public sealed class Hdf5GroupBuilder : Hdf5ObjectBuilder
{
    private readonly Dictionary<string, Hdf5ObjectBuilder> _members = new(StringComparer.Ordinal);

    internal Hdf5GroupBuilder(string path) : base(path)
    {
    }

    internal IEnumerable<KeyValuePair<string, Hdf5ObjectBuilder>> Members =>
        _members.OrderBy(static member => member.Key, Utf8Order.Instance);

    /// <summary>The group at a path below this one; groups that are missing on the way are created.</summary>
    /// <param name="path">Names with <c>/</c> between them.</param>
    /// <exception cref="ArgumentException">A dataset stands in the way.</exception>
    public Hdf5GroupBuilder CreateGroup(string path)
    {
        Hdf5GroupBuilder group = this;
        foreach (string name in Split(path))
        {
            if (!group._members.TryGetValue(name, out Hdf5ObjectBuilder? member))
            {
                member = new Hdf5GroupBuilder(group.PathOf(name));
                group._members.Add(name, member);
            }
            group = member as Hdf5GroupBuilder
                ?? throw new ArgumentException($"'{member.Path}' is a dataset and can have no members.", nameof(path));
        }
        return group;
    }

    /// <summary>Adds a dataset of numbers or booleans.</summary>
    /// <typeparam name="T">An integer or float type of .NET, or bool.</typeparam>
    /// <param name="path">Name, or path below this group; groups that are missing on the way are created.</param>
    /// <param name="shape">Size of each dimension; empty for a scalar.</param>
    /// <param name="values">The values, row by row; they are read when the file is written.</param>
    /// <exception cref="ArgumentException">There is a member of this name, or the values are not as many as the shape says.</exception>
    public Hdf5DatasetBuilder CreateDataset<T>(string path, ReadOnlySpan<long> shape, T[] values) where T : unmanaged
    {
        ArgumentNullException.ThrowIfNull(values);
        DatasetShape.CheckCount(DatasetShape.Check(shape, path), values.Length, path);
        return CreateDataset(path, shape, () => (ReadOnlySpan<T>)values);
    }

    /// <summary>Adds a dataset of numbers or booleans whose values are asked for when the file is written.</summary>
    /// <typeparam name="T">An integer or float type of .NET, or bool.</typeparam>
    /// <param name="path">Name, or path below this group; groups that are missing on the way are created.</param>
    /// <param name="shape">Size of each dimension; empty for a scalar.</param>
    /// <param name="values">Gives the values, row by row; asked once each time the file is written.</param>
    /// <exception cref="ArgumentException">There is a member of this name.</exception>
    public Hdf5DatasetBuilder CreateDataset<T>(string path, ReadOnlySpan<long> shape, Func<ReadOnlySpan<T>> values) where T : unmanaged
    {
        ArgumentNullException.ThrowIfNull(values);
        return Add(path, StoredType.Of<T>(), shape, stream => LittleEndian.Write(stream, values()));
    }

    /// <summary>Adds a dataset with the shape, type and values of a tensor.</summary>
    /// <param name="path">Name, or path below this group; groups that are missing on the way are created.</param>
    /// <param name="tensor">The values; computed when the file is written.</param>
    /// <exception cref="ArgumentException">There is a member of this name, or the tensor has a type that HDF5 cannot hold.</exception>
    public Hdf5DatasetBuilder CreateDataset(string path, Tensor tensor)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        long[] shape = [.. tensor.Shape.Select(static size => (long)size)];
        return tensor.DType switch
        {
            DType.Bool => CreateDataset(path, shape, tensor.AsSpan<bool>),
            DType.UInt8 => CreateDataset(path, shape, tensor.AsSpan<byte>),
            DType.Int8 => CreateDataset(path, shape, tensor.AsSpan<sbyte>),
            DType.UInt16 => CreateDataset(path, shape, tensor.AsSpan<ushort>),
            DType.Int16 => CreateDataset(path, shape, tensor.AsSpan<short>),
            DType.UInt32 => CreateDataset(path, shape, tensor.AsSpan<uint>),
            DType.Float16 => CreateDataset(path, shape, tensor.AsSpan<Half>),
            DType.Int32 => CreateDataset(path, shape, tensor.AsSpan<int>),
            DType.Int64 => CreateDataset(path, shape, tensor.AsSpan<long>),
            DType.Float32 => CreateDataset(path, shape, tensor.AsSpan<float>),
            DType.Float64 => CreateDataset(path, shape, tensor.AsSpan<double>),
            _ => throw new ArgumentException(
                $"'{path}' is a tensor of {tensor.DType}, which cannot be written: cast it to float32.",
                nameof(tensor)),
        };
    }

    /// <summary>Adds a dataset of bytes without a meaning to HDF5.</summary>
    /// <param name="path">Name, or path below this group; groups that are missing on the way are created.</param>
    /// <param name="shape">Size of each dimension; empty for a scalar.</param>
    /// <param name="elementSize">Bytes of an element: 2 for bfloat16, which Keras marks with the attribute <c>dtype</c>.</param>
    /// <param name="values">Gives the bytes of all elements; asked once each time the file is written.</param>
    /// <exception cref="ArgumentException">There is a member of this name.</exception>
    public Hdf5DatasetBuilder CreateOpaqueDataset(string path, ReadOnlySpan<long> shape, int elementSize, Func<ReadOnlySpan<byte>> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        ArgumentOutOfRangeException.ThrowIfLessThan(elementSize, 1);
        return Add(path, StoredType.Opaque(elementSize), shape, stream => stream.Write(values()));
    }

    private static string[] Split(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        string[] names = path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        if (names.Length == 0 || names.Any(static name => name is "." || name.Contains('\0', StringComparison.Ordinal)))
        {
            throw new ArgumentException($"'{path}' is no path of names with '/' between them.", nameof(path));
        }
        return names;
    }

    private Hdf5DatasetBuilder Add(string path, StoredType type, ReadOnlySpan<long> shape, Action<Stream> write)
    {
        string[] names = Split(path);
        Hdf5GroupBuilder group = names.Length == 1 ? this : CreateGroup(string.Join('/', names[..^1]));
        long[] sizes = DatasetShape.Check(shape, group.PathOf(names[^1]));
        var dataset = new Hdf5DatasetBuilder(group.PathOf(names[^1]), type, sizes.Length == 0 ? null : sizes, write);
        return group._members.TryAdd(names[^1], dataset)
            ? dataset
            : throw new ArgumentException($"'{dataset.Path}' exists already.", nameof(path));
    }

    private string PathOf(string name) => Path == "/" ? $"/{name}" : $"{Path}/{name}";
}
