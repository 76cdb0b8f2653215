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
        DatabaseColumn[] columns = [.. Enumerable.Range(0, reader.FieldCount)
            .Select(index => new DatabaseColumn(reader.GetName(index), reader.GetFieldType(index)))];
        int rows = 0;
        while (reader.Read())
        {
            for (int index = 0; index < columns.Length; index++)
            {
                columns[index].Add(reader.IsDBNull(index) ? null : reader.GetValue(index));
            }
            rows++;
        }
        return new CsvTable(name, rows, Array.ConvertAll(columns, static column => column.Build()));
    }

    private sealed class DatabaseColumn(string name, Type type)
    {
        private readonly bool _isWhole = Type.GetTypeCode(type) is >= TypeCode.Boolean and <= TypeCode.UInt64 and not TypeCode.Char;
        private readonly bool _isNumber = Type.GetTypeCode(type) is >= TypeCode.Single and <= TypeCode.Decimal;
        private readonly List<long> _whole = [];
        private readonly List<double> _numbers = [];
        private readonly List<string> _text = [];
        private int _missing = -1;

        public void Add(object? value)
        {
            if (_isWhole)
            {
                _missing = value is null && _missing < 0 ? _whole.Count : _missing;
                _whole.Add(value is null ? 0 : Convert.ToInt64(value, CultureInfo.InvariantCulture));
                _numbers.Add(value is null ? double.NaN : _whole[^1]);
            }
            else if (_isNumber)
            {
                _numbers.Add(value is null ? double.NaN : Convert.ToDouble(value, CultureInfo.InvariantCulture));
            }
            else
            {
                _text.Add(Convert.ToString(value, CultureInfo.InvariantCulture) ?? "");
            }
        }

        public CsvColumn Build()
        {
            if (_isWhole && _missing < 0)
            {
                return new CsvColumn(name, Tensor.From([.. _whole]), null) { IsWhole = true };
            }
            if (!_isWhole)
            {
                return _isNumber ? new CsvColumn(name, Tensor.From([.. _numbers]), null) : new CsvColumn(name, null, _text);
            }
            int row = _whole.FindIndex(static value => !CsvNumber.IsExact(value));
            return row < 0 ? new CsvColumn(name, Tensor.From([.. _numbers]), null) { IsWhole = true }
                : throw new InvalidOperationException(
                    $"Column '{name}' has the whole number {_whole[row]} in row {row}, and nothing in row {_missing}: the numbers of a " +
                    "column with missing values are doubles, which are exact up to 2^53. Leave the column out, or fill it in the query.");
        }
    }
}
