using System.Globalization;
using System.Numerics;
using Parquet;
using Parquet.Schema;

namespace Cornea.Data;

/// <summary>Reads Parquet files as tables.</summary>
/// <example><code>model.Fit(ParquetTable.Read("houses.parquet").ToDataset("price").Shuffle().Batch(32), epochs: 20);</code></example>
public static class ParquetTable
{
    private const string Remedy = "The file is damaged or no Parquet file: copy or make it again.";
    private static readonly TimeSpan UsualTime = TimeSpan.FromMinutes(10);

    /// <summary>Reads a table.</summary>
    /// <param name="path">The file.</param>
    /// <param name="columns">Which columns, in what order; all when null.</param>
    /// <param name="timeLimit">After which time reading is given up; ten minutes when null.</param>
    /// <param name="limits">Limits of the reader: the values of a column in a row group take at most
    /// <see cref="ReadLimits.FileBytes"/>.</param>
    /// <returns>Whole numbers and truths as Int64, or Float64 with NaN where some are missing; other numbers as Float64; all else as text,
    /// nothing where a value is missing.</returns>
    /// <exception cref="MalformedFileException">The file is damaged, or holds columns that no table has.</exception>
    /// <exception cref="KeyNotFoundException">The file has no column of such a name.</exception>
    /// <exception cref="InvalidOperationException">A whole number is beyond 2^53 in a column with missing values.</exception>
    /// <exception cref="IOException">The file does not exist or cannot be read.</exception>
    public static CsvTable Read(
        string path, IReadOnlyList<string>? columns = null, TimeSpan? timeLimit = null, ReadLimits? limits = null)
    {
        using FileStream stream = File.OpenRead(path);
        return Read(stream, columns, path, timeLimit, limits);
    }

    /// <summary>Reads a table from a stream that can be read at any position.</summary>
    /// <param name="stream">The content; it stays open.</param>
    /// <param name="columns">Which columns, in what order; all when null.</param>
    /// <param name="name">What messages call the stream.</param>
    /// <param name="timeLimit">After which time reading is given up; ten minutes when null.</param>
    /// <param name="limits">Limits of the reader.</param>
    /// <returns>As from a file.</returns>
    /// <exception cref="MalformedFileException">The file is damaged, or holds columns that no table has.</exception>
    /// <exception cref="KeyNotFoundException">The file has no column of such a name.</exception>
    /// <exception cref="InvalidOperationException">A whole number is beyond 2^53 in a column with missing values.</exception>
    public static CsvTable Read(
        Stream stream, IReadOnlyList<string>? columns = null, string name = "stream", TimeSpan? timeLimit = null,
        ReadLimits? limits = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        TimeSpan time = timeLimit ?? UsualTime;
        // The library was seen to loop for ever in a file that was changed on purpose; who waits is let go then.
        using var timer = new CancellationTokenSource(time);
        ParquetReader reader = Guard(name, time, () => ParquetReader.CreateAsync(
            stream, new ParquetOptions { TreatByteArrayAsString = false }, leaveStreamOpen: true, timer.Token));
        try
        {
            DataField[] fields = Chosen(reader.Schema, columns, name);
            var builders = Array.ConvertAll(fields, static field => new TableColumnBuilder(field.Name, TypeOf(field.ClrType)));
            foreach (ParquetRowGroupReader group in reader.RowGroups)
            {
                int rows = Rows(group, name, limits ?? ReadLimits.Default);
                for (int index = 0; index < fields.Length; index++)
                {
                    (DataField field, TableColumnBuilder builder) = (fields[index], builders[index]);
                    Guard(name, time, async () =>
                    {
                        await ReadColumn(group, field, builder, rows, timer.Token).ConfigureAwait(false);
                        return true;
                    });
                }
            }
            return new CsvTable(name, Array.ConvertAll(builders, static builder => builder.Build()));
        }
        finally
        {
            reader.DisposeAsync().AsTask().GetAwaiter().GetResult();
        }
    }

    private static DataField[] Chosen(ParquetSchema schema, IReadOnlyList<string>? columns, string name)
    {
        IEnumerable<Field> fields = columns is null ? schema.Fields : columns.Select(
            column => schema.Fields.FirstOrDefault(field => field.Name == column) ?? throw new KeyNotFoundException(
                $"The table '{name}' has no column '{column}'. It has: " +
                $"{string.Join(", ", schema.Fields.Select(static field => field.Name))}."));
        return [.. fields.Select(field => field is DataField { IsArray: false, MaxRepetitionLevel: 0 } flat && !IsBytes(flat.ClrType)
            ? flat
            : throw new MalformedFileException(name, 0, field.Name,
                $"column '{field.Name}' holds {(field is DataField { IsArray: false } ? "bytes" : "lists or structures")}, and numbers, " +
                "truths and texts are read", "Name the columns that you want."))];
    }

    private static bool IsBytes(Type type) => type == typeof(byte[]) || type == typeof(ReadOnlyMemory<byte>);

    private static CsvColumnType TypeOf(Type type) => Type.GetTypeCode(type) switch
    {
        >= TypeCode.Boolean and <= TypeCode.UInt64 and not TypeCode.Char => CsvColumnType.Int64,
        >= TypeCode.Single and <= TypeCode.Decimal => CsvColumnType.Float64,
        _ => type == typeof(Half) ? CsvColumnType.Float64 : CsvColumnType.Text,
    };

    private static int Rows(ParquetRowGroupReader group, string name, ReadLimits limits)
    {
        long rows = group.RowCount;
        return rows >= 0 && rows <= limits.FileBytes / sizeof(long) ? (int)rows : throw new MalformedFileException(
            name, 0, "row group", $"a group has {rows} rows, and at most {limits.FileBytes / sizeof(long)} are read",
            "Write smaller groups, or raise ReadLimits.FileBytes.");
    }

    private static Task ReadColumn(
        ParquetRowGroupReader group, DataField field, TableColumnBuilder builder, int rows, CancellationToken cancellation) =>
        Type.GetTypeCode(field.ClrType) switch
        {
            TypeCode.Boolean => Values<bool>(group, field, builder, rows, value => builder.Add(value ? 1L : 0), cancellation),
            TypeCode.SByte => Whole<sbyte>(group, field, builder, rows, cancellation),
            TypeCode.Byte => Whole<byte>(group, field, builder, rows, cancellation),
            TypeCode.Int16 => Whole<short>(group, field, builder, rows, cancellation),
            TypeCode.UInt16 => Whole<ushort>(group, field, builder, rows, cancellation),
            TypeCode.Int32 => Whole<int>(group, field, builder, rows, cancellation),
            TypeCode.UInt32 => Whole<uint>(group, field, builder, rows, cancellation),
            TypeCode.Int64 => Whole<long>(group, field, builder, rows, cancellation),
            TypeCode.UInt64 => Whole<ulong>(group, field, builder, rows, cancellation),
            TypeCode.Single => Values<float>(group, field, builder, rows, value => builder.Add((double)value), cancellation),
            TypeCode.Double => Values<double>(group, field, builder, rows, builder.Add, cancellation),
            TypeCode.Decimal => Values<decimal>(group, field, builder, rows, value => builder.Add((double)value), cancellation),
            TypeCode.DateTime => Texts<DateTime>(group, field, builder, rows, "O", cancellation),
            _ when field.ClrType == typeof(string) || field.ClrType == typeof(ReadOnlyMemory<char>) =>
                Strings(group, field, builder, rows, cancellation),
            _ when field.ClrType == typeof(DateOnly) => Texts<DateOnly>(group, field, builder, rows, "O", cancellation),
            _ when field.ClrType == typeof(TimeOnly) => Texts<TimeOnly>(group, field, builder, rows, "O", cancellation),
            _ when field.ClrType == typeof(TimeSpan) => Texts<TimeSpan>(group, field, builder, rows, "c", cancellation),
            _ when field.ClrType == typeof(Guid) => Texts<Guid>(group, field, builder, rows, "D", cancellation),
            _ => throw new NotSupportedException($"column '{field.Name}' holds {field.ClrType.Name}, which is not read"),
        };

    private static Task Whole<T>(
        ParquetRowGroupReader group, DataField field, TableColumnBuilder builder, int rows, CancellationToken cancellation)
        where T : struct, INumber<T> =>
        Values<T>(group, field, builder, rows, value => builder.Add(long.CreateChecked(value)), cancellation);

    private static Task Texts<T>(
        ParquetRowGroupReader group, DataField field, TableColumnBuilder builder, int rows, string format, CancellationToken cancellation)
        where T : struct, IFormattable => Values<T>(
            group, field, builder, rows, value => builder.Add(value.ToString(format, CultureInfo.InvariantCulture)), cancellation);

    private static async Task Values<T>(
        ParquetRowGroupReader group, DataField field, TableColumnBuilder builder, int rows, Action<T> add, CancellationToken cancellation)
        where T : struct
    {
        if (!field.IsNullable)
        {
            var values = new T[rows];
            await group.ReadAsync(field, values.AsMemory(), cancellationToken: cancellation).ConfigureAwait(false);
            Array.ForEach(values, add);
            return;
        }
        var some = new T?[rows];
        await group.ReadAsync(field, some.AsMemory(), cancellationToken: cancellation).ConfigureAwait(false);
        foreach (T? value in some)
        {
            if (value is { } own)
            {
                add(own);
            }
            else
            {
                builder.AddMissing();
            }
        }
    }

    private static async Task Strings(
        ParquetRowGroupReader group, DataField field, TableColumnBuilder builder, int rows, CancellationToken cancellation)
    {
        var values = new string?[rows];
        await group.ReadAsync(field, values.AsMemory()!, cancellationToken: cancellation).ConfigureAwait(false);
        foreach (string? value in values)
        {
            builder.Add(value ?? "");
        }
    }

    // Whatever the library makes of a damaged file is one error.
    private static T Guard<T>(string name, TimeSpan time, Func<Task<T>> read)
    {
        try
        {
            return Task.Run(read).WaitAsync(time).GetAwaiter().GetResult();
        }
        catch (Exception exception) when (exception is TimeoutException or OperationCanceledException)
        {
            throw new MalformedFileException(name, 0, "content", string.Create(CultureInfo.InvariantCulture,
                $"reading did not end within {time.TotalSeconds:G3} seconds"),
                "Give more time with timeLimit; if that does not help, make the file again.", exception);
        }
        catch (Exception exception) when (exception is not MalformedFileException)
        {
            throw new MalformedFileException(name, 0, "content", exception.Message, Remedy, exception);
        }
    }
}
