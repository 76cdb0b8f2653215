namespace Cornea.Formats.Hdf5;

/// <summary>Limits for reading an HDF5 file.</summary>
/// <remarks>The usual limits let every file through that Keras or h5py writes for a model, and keep a malicious file from using
/// up the memory.</remarks>
public sealed record Hdf5ReadOptions
{
    /// <summary>
    /// How many times as many bytes a chunked dataset may declare as its chunks take up in the file; 200 unless set. Datasets of
    /// up to 8 MiB are always read, and a dataset that is read into the caller's own memory has no such limit.
    /// </summary>
    public int LargestExpansion
    {
        get;
        init => field = value >= 1
            ? value
            : throw new ArgumentOutOfRangeException(nameof(LargestExpansion), value, "LargestExpansion must be at least 1.");
    } = 200;

    /// <summary>False leaves out checksums and the length of the file, so that tests reach the code behind them with damaged
    /// files.</summary>
    internal bool VerifyIntegrity { get; init; } = true;
}
