namespace Cornea.Formats;

/// <summary>What a column of a table holds.</summary>
public enum CsvColumnType
{
    /// <summary>Whole numbers of 64 bits.</summary>
    Int64,

    /// <summary>Numbers; an empty field is NaN.</summary>
    Float64,

    /// <summary>Anything.</summary>
    Text,
}
