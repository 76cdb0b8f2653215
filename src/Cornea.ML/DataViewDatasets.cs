using Microsoft.ML;
using Microsoft.ML.Data;

namespace Cornea.Data;

/// <summary>ML.NET's data views as data to train on.</summary>
public static class DataViewDatasets
{
    /// <summary>The rows of a data view as samples: one column is the target, others are the input side by side.</summary>
    /// <param name="data">The data view; it is read once, from its first row to its last.</param>
    /// <param name="target">
    /// The target's column: numbers and truths become Float32; keys become Int32 from 0; text becomes the number of its class among the
    /// sorted texts, Int32.
    /// </param>
    /// <param name="features">
    /// The input's columns: numbers, truths, keys (from 0) and vectors of them; all of these but hidden ones and the target when none is
    /// named.
    /// </param>
    /// <returns>Samples with an input Float32 (features) and a target of shape ().</returns>
    /// <exception cref="KeyNotFoundException">The data view has no column of such a name.</exception>
    /// <exception cref="ArgumentException">A column holds something else than numbers, or no column is left for the input.</exception>
    /// <exception cref="InvalidOperationException">A whole number is not exact as Float32, a target's key is missing, or vectors of a
    /// column differ in length.</exception>
    /// <example><code>
    /// IDataView iris = context.Data.LoadFromTextFile&lt;Iris&gt;("iris.csv", separatorChar: ',', hasHeader: true);
    /// model.Fit(iris.ToDataset("Species").Shuffle().Batch(16), epochs: 30);
    /// </code></example>
    public static Dataset ToDataset(this IDataView data, string target, params ReadOnlySpan<string> features)
    {
        ArgumentNullException.ThrowIfNull(data);
        DataViewSchema.Column label = Find(data, target);
        var inputs = new List<DataViewSchema.Column>();
        foreach (string name in features)
        {
            inputs.Add(Find(data, name));
        }
        if (features.IsEmpty)
        {
            inputs.AddRange(data.Schema.Where(
                column => !column.IsHidden && column.Index != label.Index && DataViewNumbers.HasNumbers(column.Type)));
        }
        if (inputs.Count == 0)
        {
            throw new ArgumentException(
                $"ToDataset expects columns of numbers beside the target '{target}', but the data view has none. Convert the others first.",
                nameof(features));
        }
        using DataViewRowCursor cursor = data.GetRowCursor(inputs.Append(label));
        DataViewNumbers[] columns = [.. inputs.Select(column => new DataViewNumbers(cursor, column))];
        var text = label.Type is TextDataViewType ? new List<string>() : null;
        DataViewNumbers? number = text is null ? new DataViewNumbers(cursor, label) : null;
        ValueGetter<ReadOnlyMemory<char>>? word = text is null ? null : cursor.GetGetter<ReadOnlyMemory<char>>(label);
        ReadOnlyMemory<char> letters = default;
        int rows = 0;
        for (; cursor.MoveNext(); rows++)
        {
            foreach (DataViewNumbers column in columns)
            {
                column.Read(rows);
            }
            number?.Read(rows);
            word?.Invoke(ref letters);
            text?.Add(letters.ToString());
        }
        return Dataset.From(Beside(columns, rows), text is null ? Targets(number!, label, rows) : Classes(text));
    }

    private static DataViewSchema.Column Find(IDataView data, string name) =>
        data.Schema.GetColumnOrNull(name) ?? throw new KeyNotFoundException(
            $"The data view has no column '{name}'. It has: {string.Join(", ", data.Schema.Select(static column => column.Name))}.");

    private static Tensor Beside(DataViewNumbers[] columns, int rows)
    {
        int width = columns.Sum(static column => column.Width);
        return Tensor.Create<float>([rows, width], values =>
        {
            int at = 0;
            foreach (DataViewNumbers column in columns)
            {
                for (int row = 0; row < rows; row++)
                {
                    column.Row(row).CopyTo(values[(row * width + at)..]);
                }
                at += column.Width;
            }
        });
    }

    private static Tensor Targets(DataViewNumbers number, DataViewSchema.Column label, int rows)
    {
        Tensor values = Beside([number], rows);
        if (number.Width != 1 && rows > 0)
        {
            return values;
        }
        values = values.Reshape(rows).Compute();
        if (label.Type is not KeyDataViewType)
        {
            return values;
        }
        int missing = values.AsSpan<float>().IndexOfAnyExceptInRange(0f, float.MaxValue);
        return missing < 0 ? values.Cast(DType.Int32).Compute() : throw new InvalidOperationException(
            $"The target '{label.Name}' has no key in row {missing}. Leave such rows out.");
    }

    private static Tensor Classes(List<string> text)
    {
        string[] names = [.. text.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        return Tensor.From(text.Select(value => Array.BinarySearch(names, value, StringComparer.Ordinal)).ToArray());
    }
}
