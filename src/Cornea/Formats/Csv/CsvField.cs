namespace Cornea.Formats;

/// <summary>Where a field of a table begins and how long it is, without its quotes.</summary>
/// <param name="Start">Its first byte.</param>
/// <param name="Length">Its bytes; below 0, minus that, where doubled quotes are inside.</param>
internal readonly record struct CsvField(int Start, int Length);
