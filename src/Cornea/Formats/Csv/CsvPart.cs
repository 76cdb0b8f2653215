namespace Cornea.Formats;

/// <summary>Whole lines of a table.</summary>
/// <param name="Start">Where the first one begins.</param>
/// <param name="Line">Its number from 1.</param>
/// <param name="End">Where they end.</param>
internal readonly record struct CsvPart(int Start, int Line, int End);
