namespace Cornea.Data;

/// <summary>Tables as data to train on.</summary>
public static class CsvTableDatasets
{
    /// <summary>The rows as samples: one column is the target, the other columns of numbers are the input.</summary>
    /// <param name="table">The table.</param>
    /// <param name="target">The target's column. Text becomes the number of its class, Int32; numbers become Float32.</param>
    /// <param name="features">The input's columns; all others that hold numbers when none is named.</param>
    /// <returns>Samples with an input Float32 (features) and a target of shape ().</returns>
    /// <exception cref="KeyNotFoundException">The table has no column of such a name.</exception>
    public static Dataset ToDataset(this CsvTable table, string target, params ReadOnlySpan<string> features)
    {
        CsvColumn column = table[target];
        if (features.IsEmpty)
        {
            table.CheckNoStray(table.Columns.Where(other => other.Name != target));
        }
        string[] names = features.IsEmpty
            ? [.. table.Columns.Where(other => other.Numbers is not null && other.Name != target).Select(static other => other.Name)]
            : features.ToArray();
        return Dataset.From(
            table.ToTensor(names), column.Numbers is null ? column.ToClasses().Labels : table.Exact(column, DType.Float32));
    }
}
