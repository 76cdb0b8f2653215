namespace Cornea.Formats.Hdf5;

/// <summary>A named array in a group.</summary>
public sealed class Hdf5Dataset : Hdf5Array
{
    private readonly IReadOnlyDictionary<string, Hdf5Attribute> _attributes;

    internal Hdf5Dataset(string name, string path, StoredValues values, GlobalHeap heap,
        IReadOnlyDictionary<string, Hdf5Attribute> attributes)
        : base(name, path, values, heap) => _attributes = attributes;

    /// <summary>The attributes by name, in the order of creation where the file keeps it, else by name.</summary>
    public IReadOnlyDictionary<string, Hdf5Attribute> Attributes => _attributes;
}
