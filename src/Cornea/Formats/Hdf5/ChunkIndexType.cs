namespace Cornea.Formats.Hdf5;

/// <summary>How the chunks of a dataset are found.</summary>
internal enum ChunkIndexType
{
    OldTree = 0,
    Single = 1,
    Implicit = 2,
    FixedArray = 3,
    ExtensibleArray = 4,
    NewTree = 5,
}
