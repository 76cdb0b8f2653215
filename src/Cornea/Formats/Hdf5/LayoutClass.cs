namespace Cornea.Formats.Hdf5;

/// <summary>Where the values of a dataset are.</summary>
internal enum LayoutClass
{
    Compact,
    Contiguous,
    Chunked,
}
