namespace Cornea.Formats.Hdf5;

/// <summary>A dataset to be written.</summary>
public sealed class Hdf5DatasetBuilder : Hdf5ObjectBuilder
{
    internal Hdf5DatasetBuilder(string path, StoredType type, long[]? shape, Action<Stream> write) : base(path)
    {
        Type = type;
        Shape = shape;
        Write = write;
        Bytes = checked(DatasetShape.Count(shape ?? []) * type.Size);
    }

    internal StoredType Type { get; }

    /// <summary>Size of each dimension; null for a scalar.</summary>
    internal long[]? Shape { get; }

    internal long Bytes { get; }

    /// <summary>Writes exactly <see cref="Bytes"/> bytes.</summary>
    internal Action<Stream> Write { get; }
}
