namespace Cornea.Formats.Hdf5;

/// <summary>A small named array attached to a group or dataset.</summary>
public sealed class Hdf5Attribute : Hdf5Array
{
    internal Hdf5Attribute(string name, string ownerPath, StoredValues values, GlobalHeap heap)
        : base(name, $"{ownerPath}@{name}", values, heap)
    {
    }
}
