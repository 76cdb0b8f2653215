namespace Cornea.Reliability.Malformed;

/// <summary>A format of files that come from anywhere.</summary>
/// <param name="Name">Its name on the command line and of its folder in tests/fixtures/malformed.</param>
/// <param name="Seeds">Whole files, which are changed.</param>
/// <param name="Read">Reads a file to its last value, step by step.</param>
/// <param name="Repair">Puts checksums right again after a change, so that it reaches the code behind them; null for none.</param>
/// <param name="Factor">Bytes that may be allocated for each byte of the file, beside those that are free.</param>
/// <param name="Free">MiB that may be allocated for any file.</param>
internal sealed record BinaryFormat(
    string Name, Func<IReadOnlyList<byte[]>> Seeds, Action<byte[], Gauge> Read, Func<byte[], byte[]>? Repair = null, int Factor = 3,
    int Free = 16);
