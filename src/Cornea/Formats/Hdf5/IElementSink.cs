namespace Cornea.Formats.Hdf5;

/// <summary>Takes elements of a dataset as they come out of the file.</summary>
internal interface IElementSink
{
    /// <summary>Takes elements that follow each other in row-major order.</summary>
    /// <param name="first">Number of the first of them.</param>
    /// <param name="elements">Their bytes in the file's own type.</param>
    void Accept(long first, ReadOnlySpan<byte> elements);
}
