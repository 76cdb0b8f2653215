namespace Cornea.Formats.Hdf5;

/// <summary>Writes an HDF5 file that every version of HDF5, h5py and Keras reads.</summary>
/// <remarks>
/// The form is the one that h5py writes unless told otherwise: superblock 0, groups as symbol tables, object headers of version 1,
/// contiguous little-endian values. First the tree is described, then it is written in one go from front to back, also to a stream
/// that cannot seek; the values are taken from their owners while they are written and are never held a second time.
/// </remarks>
/// <example>
/// <code>
/// var writer = new Hdf5Writer();
/// Hdf5GroupBuilder group = writer.Root.CreateGroup("layers/dense/vars");
/// group.SetAttribute("name", "dense");
/// group.CreateDataset("0", [2, 3], new float[] { 1, 2, 3, 4, 5, 6 });
/// writer.Save("model.weights.h5");
/// </code>
/// </example>
public sealed class Hdf5Writer
{
    /// <summary>The group that holds everything.</summary>
    public Hdf5GroupBuilder Root { get; } = new("/");

    /// <summary>Writes a file, whole or not at all.</summary>
    /// <param name="path">File to make or replace.</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public void Save(string path) => AtomicFile.Write(path, Write);

    /// <summary>Writes the file to a stream, front to back.</summary>
    /// <param name="stream">Where to write; it stays open.</param>
    /// <exception cref="InvalidOperationException">The values of a dataset are not as many as its shape says.</exception>
    public void Write(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        new FileAssembly(Root).Write(stream);
    }
}
