namespace Cornea.Formats;

/// <summary>How a table is written.</summary>
/// <param name="Name">What messages call it.</param>
/// <param name="HasHeader">Whether its first line names the columns.</param>
/// <param name="Separator">What stands between fields.</param>
/// <param name="Types">What some columns must hold.</param>
/// <param name="Missing">Words for missing numbers.</param>
/// <param name="Limits">Limits of the reader.</param>
internal sealed record CsvLayout(
    string Name, bool HasHeader, byte Separator, IReadOnlyDictionary<string, CsvColumnType>? Types, IReadOnlyList<byte[]> Missing,
    ReadLimits Limits);
