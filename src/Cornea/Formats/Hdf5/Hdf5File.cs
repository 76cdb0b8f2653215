namespace Cornea.Formats.Hdf5;

/// <summary>An HDF5 file open for reading.</summary>
/// <remarks>
/// Reads what Keras, h5py and the HDF5 library write for models: superblocks 0 to 3, groups of the old and the new kind,
/// contiguous, compact and chunked datasets (deflate, shuffle, fletcher32), numbers of both byte orders, booleans and text,
/// attributes however they are stored. Soft and external links (once they are opened: what else a group has can be read),
/// external storage, virtual datasets and other filters are refused by name: nothing in a file can make this reader open another
/// one. Every address, length and count is checked against the file before memory is taken. Several threads may read from one
/// file. The format:
/// https://support.hdfgroup.org/documentation/hdf5/latest/_f_m_t3.html.
/// </remarks>
/// <example>
/// <code>
/// using Hdf5File file = Hdf5File.Open("model.weights.h5");
/// foreach (Hdf5Dataset dataset in file.Root.AllDatasets())
/// {
///     Console.WriteLine(dataset);
/// }
/// float[] kernel = file.Root.GetDataset("layers/dense/vars/0").ReadArray&lt;float&gt;();
/// </code>
/// </example>
public sealed class Hdf5File : IDisposable
{
    private readonly ByteSource _source;

    private Hdf5File(ByteSource source, string name, ReadLimits? limits)
    {
        _source = source;
        var storage = new Hdf5Storage(source, name, limits ?? ReadLimits.Default);
        long root = Superblock.Read(storage);
        Root = new ObjectReader(storage).Open(null, "", root) as Hdf5Group
            ?? throw storage.Fault(root, "root group", "the root of the file is no group");
    }

    /// <summary>The group that holds everything.</summary>
    public Hdf5Group Root { get; }

    /// <summary>Opens a file.</summary>
    /// <param name="path">The file; it stays open until <see cref="Dispose"/>.</param>
    /// <param name="limits">Limits; the usual ones when null.</param>
    /// <exception cref="MalformedFileException">The content is truncated, damaged, malicious or no HDF5.</exception>
    /// <exception cref="IOException">The file does not exist or cannot be read.</exception>
    public static Hdf5File Open(string path, ReadLimits? limits = null)
    {
        FileStream file = FormatReader.OpenFile(path);
        try
        {
            return new Hdf5File(new FileSource(file), path, limits);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Opens a file in a stream, which it fills from its first byte.</summary>
    /// <param name="stream">The content; it must stay open while values are read, and is not closed here. One that cannot seek is
    /// first read into memory.</param>
    /// <param name="name">What messages call the stream.</param>
    /// <param name="limits">Limits; the usual ones when null.</param>
    /// <exception cref="MalformedFileException">The content is truncated, damaged, malicious or no HDF5.</exception>
    public static Hdf5File Open(Stream stream, string name = "stream", ReadLimits? limits = null) =>
        new(new StreamSource(FormatReader.Seekable(stream)), name, limits);

    /// <summary>Opens a file in memory.</summary>
    /// <param name="content">The content.</param>
    /// <param name="name">What messages call it.</param>
    /// <param name="limits">Limits; the usual ones when null.</param>
    /// <exception cref="MalformedFileException">The content is truncated, damaged, malicious or no HDF5.</exception>
    public static Hdf5File Open(ReadOnlyMemory<byte> content, string name = "memory", ReadLimits? limits = null) =>
        new(new MemorySource(content), name, limits);

    /// <summary>Opens a file in a source, which is closed with it.</summary>
    internal static Hdf5File Open(ByteSource source, string name, ReadLimits? limits) => new(source, name, limits);

    /// <summary>Closes the file.</summary>
    public void Dispose() => _source.Dispose();
}
