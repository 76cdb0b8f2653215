using System.Data.Common;
using System.Globalization;

namespace Cornea.Data;

/// <summary>The result of a query of a database as a table.</summary>
/// <example><code>
/// using var reader = command.ExecuteReader();
/// model.Fit(DatabaseTable.Read(reader).ToDataset("price").Shuffle().Batch(32));
/// </code></example>
public static class DatabaseTable
{
    /// <summary>Reads the rows that are left of a query.</summary>
    /// <param name="reader">Stands before the first row; it stays open.</param>
    /// <param name="name">What messages call the query.</param>
    /// <returns>
    /// Whole numbers and truths as Int64, or Float64 with NaN where some are missing; other numbers as Float64; all else as text, nothing
    /// where a value is missing.
    /// </returns>
    /// <exception cref="DbException">The database fails.</exception>
    /// <exception cref="InvalidOperationException">A whole number is beyond 2^53 in a column with missing values.</exception>
    public static CsvTable Read(DbDataReader reader, string name = "query")
    {
        ArgumentNullException.ThrowIfNull(reader);
        var columns = new TableColumnBuilder[reader.FieldCount];
        var types = new CsvColumnType[columns.Length];
        for (int index = 0; index < columns.Length; index++)
        {
            types[index] = Type.GetTypeCode(reader.GetFieldType(index)) switch
            {
                >= TypeCode.Boolean and <= TypeCode.UInt64 and not TypeCode.Char => CsvColumnType.Int64,
                >= TypeCode.Single and <= TypeCode.Decimal => CsvColumnType.Float64,
                _ => CsvColumnType.Text,
            };
            columns[index] = new TableColumnBuilder(reader.GetName(index), types[index]);
        }
        while (reader.Read())
        {
            for (int index = 0; index < columns.Length; index++)
            {
                Add(columns[index], types[index], reader.IsDBNull(index) ? null : reader.GetValue(index));
            }
        }
        return new CsvTable(name, [.. columns.Select(static column => column.Build())]);
    }

    private static void Add(TableColumnBuilder column, CsvColumnType type, object? value)
    {
        if (value is null)
        {
            column.AddMissing();
        }
        else if (type == CsvColumnType.Int64)
        {
            column.Add(Convert.ToInt64(value, CultureInfo.InvariantCulture));
        }
        else if (type == CsvColumnType.Float64)
        {
            column.Add(Convert.ToDouble(value, CultureInfo.InvariantCulture));
        }
        else
        {
            column.Add(Convert.ToString(value, CultureInfo.InvariantCulture) ?? "");
        }
    }
}
