using System.Text;
using Apache.Arrow;
using Apache.Arrow.Compression;
using Apache.Arrow.Ipc;
using Apache.Arrow.Types;

namespace Cornea.Data;

/// <summary>Reads Arrow files and streams, and Feather files of version 2, as tables.</summary>
/// <example><code>model.Fit(ArrowTable.Read("houses.feather").ToDataset("price").Shuffle().Batch(32), epochs: 20);</code></example>
public static class ArrowTable
{
    /// <summary>Reads a table.</summary>
    /// <param name="path">The file.</param>
    /// <param name="columns">Which columns, in what order; all when null.</param>
    /// <param name="limits">Limits of the reader: a file has at most <see cref="ReadLimits.FileBytes"/>.</param>
    /// <returns>Whole numbers and truths as Int64, or Float64 with NaN where some are missing; other numbers as Float64; all else as text,
    /// nothing where a value is missing.</returns>
    /// <exception cref="MalformedFileException">The file is damaged, or holds columns that no table has.</exception>
    /// <exception cref="KeyNotFoundException">The file has no column of such a name.</exception>
    /// <exception cref="InvalidOperationException">A whole number is beyond 2^53 in a column with missing values.</exception>
    /// <exception cref="IOException">The file does not exist or cannot be read.</exception>
    public static CsvTable Read(string path, IReadOnlyList<string>? columns = null, ReadLimits? limits = null)
    {
        using FileStream stream = File.OpenRead(path);
        return Read(stream, columns, path, limits);
    }

    /// <summary>Reads a table from a stream to its end.</summary>
    /// <param name="stream">The content; it stays open.</param>
    /// <param name="columns">Which columns, in what order; all when null.</param>
    /// <param name="name">What messages call the stream.</param>
    /// <param name="limits">Limits of the reader.</param>
    /// <returns>As from a file.</returns>
    /// <exception cref="MalformedFileException">The file is damaged, or holds columns that no table has.</exception>
    /// <exception cref="KeyNotFoundException">The file has no column of such a name.</exception>
    /// <exception cref="InvalidOperationException">A whole number is beyond 2^53 in a column with missing values.</exception>
    public static CsvTable Read(
        Stream stream, IReadOnlyList<string>? columns = null, string name = "stream", ReadLimits? limits = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        using MemoryStream content = Content(stream, name, limits ?? ReadLimits.Default);
        bool isFile = content.GetBuffer().AsSpan(0, (int)content.Length).StartsWith("ARROW1"u8);
        var codecs = new CompressionCodecFactory();
        using ArrowStreamReader reader = Guard(name, () => isFile
            ? new ArrowFileReader(content, codecs) : new ArrowStreamReader(content, codecs));
        Schema schema = Guard(name, () => reader.Schema ?? reader.GetSchema().AsTask().GetAwaiter().GetResult())
            ?? throw new MalformedFileException(name, 0, "schema", "the file has no schema", "Copy or make it again.");
        int[] chosen = Chosen(schema, columns, name);
        var builders = System.Array.ConvertAll(
            chosen, index => new TableColumnBuilder(schema.GetFieldByIndex(index).Name, TypeOf(schema.GetFieldByIndex(index), name)));
        // Batches share their dictionaries, which the first to be disposed of takes along.
        var batches = new List<RecordBatch>();
        bool shares = schema.FieldsList.Any(static field => field.DataType is DictionaryType);
        try
        {
            while (Guard(name, reader.ReadNextRecordBatch) is { } batch)
            {
                batches.Add(batch);
                for (int index = 0; index < chosen.Length; index++)
                {
                    (IArrowArray values, TableColumnBuilder builder) = (batch.Column(chosen[index]), builders[index]);
                    Guard(name, () => Add(values, builder));
                }
                if (!shares)
                {
                    batch.Dispose();
                    batches.Clear();
                }
            }
        }
        finally
        {
            batches.ForEach(static batch => batch.Dispose());
        }
        return new CsvTable(name, System.Array.ConvertAll(builders, static builder => builder.Build()));
    }

    private static MemoryStream Content(Stream stream, string name, ReadLimits limits)
    {
        var content = new MemoryStream();
        byte[] part = new byte[1 << 16];
        for (int count; (count = stream.Read(part)) > 0;)
        {
            if (content.Length + count > limits.FileBytes)
            {
                throw new MalformedFileException(name, content.Length, "length",
                    $"the file has more than {limits.FileBytes} bytes", "Divide it, or raise ReadLimits.FileBytes.");
            }
            content.Write(part, 0, count);
        }
        content.Position = 0;
        return content;
    }

    private static int[] Chosen(Schema schema, IReadOnlyList<string>? columns, string name)
    {
        string[] names = [.. schema.FieldsList.Select(static field => field.Name)];
        return columns is null ? [.. Enumerable.Range(0, names.Length)] : [.. columns.Select(column =>
            System.Array.IndexOf(names, column) is >= 0 and var index ? index : throw new KeyNotFoundException(
                $"The table '{name}' has no column '{column}'. It has: {string.Join(", ", names)}."))];
    }

    private static CsvColumnType TypeOf(Field field, string name)
    {
        IArrowType type = field.DataType is DictionaryType dictionary ? dictionary.ValueType : field.DataType;
        return type.TypeId switch
        {
            ArrowTypeId.Boolean or ArrowTypeId.Int8 or ArrowTypeId.Int16 or ArrowTypeId.Int32 or ArrowTypeId.Int64 or ArrowTypeId.UInt8
                or ArrowTypeId.UInt16 or ArrowTypeId.UInt32 or ArrowTypeId.UInt64 => CsvColumnType.Int64,
            ArrowTypeId.HalfFloat or ArrowTypeId.Float or ArrowTypeId.Double => CsvColumnType.Float64,
            ArrowTypeId.String or ArrowTypeId.LargeString or ArrowTypeId.Date32 or ArrowTypeId.Date64
                or ArrowTypeId.Timestamp => CsvColumnType.Text,
            _ => throw new MalformedFileException(name, 0, field.Name,
                $"column '{field.Name}' holds {type.Name}, and numbers, truths, texts, dates and times are read",
                "Name the columns that you want."),
        };
    }

    private static bool Add(IArrowArray values, TableColumnBuilder builder)
    {
        switch (values)
        {
            case DictionaryArray categories:
                Add(categories, builder);
                break;
            case BooleanArray truths:
                Each<bool>(truths, builder, value => builder.Add(value ? 1L : 0));
                break;
            case FloatArray numbers:
                Each<float>(numbers, builder, value => builder.Add((double)value));
                break;
            case DoubleArray numbers:
                Each<double>(numbers, builder, builder.Add);
                break;
            case HalfFloatArray numbers:
                Each<Half>(numbers, builder, value => builder.Add((double)value));
                break;
            case StringArray or LargeStringArray:
                System.Array.ForEach(Texts(values), builder.Add);
                break;
            case Date32Array days:
                Each<DateOnly>(days, builder, value => builder.Add(value.ToString("O")));
                break;
            case Date64Array days:
                Each<DateOnly>(days, builder, value => builder.Add(value.ToString("O")));
                break;
            case TimestampArray times:
                Each<DateTimeOffset>(times, builder, value => builder.Add(value.ToString("O")));
                break;
            default:
                foreach (long? value in Whole(values))
                {
                    if (value is { } own)
                    {
                        builder.Add(own);
                    }
                    else
                    {
                        builder.AddMissing();
                    }
                }
                break;
        }
        return true;
    }

    private static void Add(DictionaryArray categories, TableColumnBuilder builder)
    {
        string[]? texts = categories.Dictionary is StringArray or LargeStringArray ? Texts(categories.Dictionary) : null;
        foreach (long? index in Whole(categories.Indices))
        {
            if (index is not { } own)
            {
                builder.AddMissing();
            }
            else if (texts is not null)
            {
                builder.Add(texts[own]);
            }
            else
            {
                Add(((Apache.Arrow.Array)categories.Dictionary).Slice((int)own, 1), builder);
            }
        }
    }

    // The library's own reader of texts trusts the offsets in a file and reads beyond its memory where they are damaged.
    private static string[] Texts(IArrowArray values)
    {
        var texts = new string[values.Length];
        for (int row = 0; row < texts.Length; row++)
        {
            ReadOnlySpan<byte> bytes = values is StringArray few ? few.ValueBuffer.Span : ((LargeStringArray)values).ValueBuffer.Span;
            long begin = values is StringArray own ? own.ValueOffsets[row] : ((LargeStringArray)values).ValueOffsets[row];
            long end = values is StringArray same ? same.ValueOffsets[row + 1] : ((LargeStringArray)values).ValueOffsets[row + 1];
            texts[row] = values.IsNull(row) ? "" : Encoding.UTF8.GetString(bytes[checked((int)begin)..checked((int)end)]);
        }
        return texts;
    }

    private static void Each<T>(IReadOnlyList<T?> values, TableColumnBuilder builder, Action<T> add) where T : struct
    {
        for (int row = 0; row < values.Count; row++)
        {
            if (values[row] is { } value)
            {
                add(value);
            }
            else
            {
                builder.AddMissing();
            }
        }
    }

    private static IEnumerable<long?> Whole(IArrowArray values) => values switch
    {
        Int8Array own => ((IReadOnlyList<sbyte?>)own).Select(static value => (long?)value),
        Int16Array own => ((IReadOnlyList<short?>)own).Select(static value => (long?)value),
        Int32Array own => ((IReadOnlyList<int?>)own).Select(static value => (long?)value),
        Int64Array own => own,
        UInt8Array own => ((IReadOnlyList<byte?>)own).Select(static value => (long?)value),
        UInt16Array own => ((IReadOnlyList<ushort?>)own).Select(static value => (long?)value),
        UInt32Array own => ((IReadOnlyList<uint?>)own).Select(static value => (long?)value),
        UInt64Array own => ((IReadOnlyList<ulong?>)own).Select(static value => value is { } number ? checked((long)number) : (long?)null),
        _ => throw new NotSupportedException($"values of {values.Data.DataType.Name} are not read"),
    };

    // Whatever the library makes of a damaged file is one error.
    private static T Guard<T>(string name, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception exception) when (exception is not MalformedFileException)
        {
            throw new MalformedFileException(
                name, 0, "content", exception.Message, "The file is damaged or no Arrow file: copy or make it again.", exception);
        }
    }
}
