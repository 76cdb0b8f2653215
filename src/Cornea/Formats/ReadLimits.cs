namespace Cornea.Formats;

/// <summary>
/// Limits of the readers of files: tables, pictures, arrays, HDF5, Keras's, ONNX and safetensors. They keep a malformed or malicious file
/// from using up memory or time, and let every file through that programs write in practice.
/// </summary>
/// <remarks>
/// What a header promises is held against the bytes that are there before memory is taken, so most files meet no limit. Where a file that
/// you trust does, the message names the limit to raise.
/// </remarks>
/// <example><code>var scan = ImageFile.Read("slide.png", limits: new ReadLimits { PictureValues = 1L &lt;&lt; 30 });</code></example>
public sealed record ReadLimits
{
    /// <summary>The limits where none are given.</summary>
    public static ReadLimits Default { get; } = new();

    /// <summary>Bytes of a table or of a picture file, decompressed; 2^30 unless set, and at most <see cref="Array.MaxLength"/>.</summary>
    public int FileBytes { get; init => field = Above0(value, nameof(FileBytes)); } = 1 << 30;

    /// <summary>Columns of a table; 65,536 unless set.</summary>
    public int Columns { get; init => field = Above0(value, nameof(Columns)); } = 1 << 16;

    /// <summary>Values of a picture, height times width times channels; 2^28 unless set, which 16,384 x 16,384 grey pixels are.</summary>
    public int PictureValues { get; init => field = Above0(value, nameof(PictureValues)); } = 1 << 28;

    /// <summary>Passes in which a progressive JPEG comes; 500 unless set, as of libjpeg-turbo. Encoders make about ten.</summary>
    public int PictureScans { get; init => field = Above0(value, nameof(PictureScans)); } = 500;

    /// <summary>Bytes of a header, directory, configuration or index of a file; 64 MiB unless set.</summary>
    public int HeaderBytes { get; init => field = Above0(value, nameof(HeaderBytes)); } = 64 << 20;

    /// <summary>Members of an archive, or tensors of a safetensors file; 100,000 unless set.</summary>
    public int Entries { get; init => field = Above0(value, nameof(Entries)); } = 100_000;

    /// <summary>Bytes of an asset of a Keras archive, such as a vocabulary; 256 MiB unless set.</summary>
    public int AssetBytes { get; init => field = Above0(value, nameof(AssetBytes)); } = 256 << 20;

    /// <summary>Constant values that nodes of an ONNX file may make of a few; 2^28 unless set.</summary>
    public long ConstantValues { get; init => field = Above0(value, nameof(ConstantValues)); } = 1 << 28;

    /// <summary>Nodes of an ONNX file once its functions are written out; 1,000,000 unless set.</summary>
    public int GraphNodes { get; init => field = Above0(value, nameof(GraphNodes)); } = 1_000_000;

    /// <summary>
    /// How many times as many bytes a chunked dataset of HDF5 may declare as its chunks take up in the file; 200 unless set. Datasets of
    /// up to 8 MiB are always read, and a dataset that is read into the caller's own memory has no such limit.
    /// </summary>
    public int LargestExpansion { get; init => field = Above0(value, nameof(LargestExpansion)); } = 200;

    /// <summary>False leaves out checksums and the length of the file, so that tests reach the code behind them with damaged
    /// files.</summary>
    internal bool VerifyIntegrity { get; init; } = true;

    private static T Above0<T>(T value, string name) where T : System.Numerics.INumber<T> => value > T.Zero
        ? value
        : throw new ArgumentOutOfRangeException(name, value, $"{name} must be at least 1.");
}
