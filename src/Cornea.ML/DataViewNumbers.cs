using System.Numerics;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace Cornea.Data;

/// <summary>The numbers of a column of a data view, row by row.</summary>
internal sealed class DataViewNumbers
{
    private static readonly Type[] Types =
    [
        typeof(float), typeof(double), typeof(sbyte), typeof(byte), typeof(short), typeof(ushort), typeof(int), typeof(uint), typeof(long),
        typeof(ulong), typeof(bool),
    ];

    private readonly List<float> _values = [];
    private readonly string _name;
    private readonly bool _isKey;
    private readonly Action _next;
    private int _row;

    public DataViewNumbers(DataViewRowCursor cursor, DataViewSchema.Column column)
    {
        DataViewType item = Item(column.Type);
        (_name, _isKey) = (column.Name, item is KeyDataViewType);
        _next = Type.GetTypeCode(HasNumbers(column.Type) ? item.RawType : null) switch
        {
            TypeCode.Single => Reader<float>(cursor, column),
            TypeCode.Double => Reader<double>(cursor, column),
            TypeCode.SByte => Reader<sbyte>(cursor, column),
            TypeCode.Byte => Reader<byte>(cursor, column),
            TypeCode.Int16 => Reader<short>(cursor, column),
            TypeCode.UInt16 => Reader<ushort>(cursor, column),
            TypeCode.Int32 => Reader<int>(cursor, column),
            TypeCode.UInt32 => Reader<uint>(cursor, column),
            TypeCode.Int64 => Reader<long>(cursor, column),
            TypeCode.UInt64 => Reader<ulong>(cursor, column),
            TypeCode.Boolean => Truths(cursor, column),
            _ => throw new ArgumentException(
                $"Column '{column.Name}' of the data view holds {column.Type}, and numbers are expected. Convert it, or leave it out."),
        };
    }

    /// <summary>Numbers of a row; 1 where there are no rows.</summary>
    public int Width { get; private set; } = 1;

    public static bool HasNumbers(DataViewType type) => Types.Contains(Item(type).RawType);

    /// <summary>Takes the row on which the cursor stands.</summary>
    public void Read(int row)
    {
        int before = _values.Count;
        _row = row;
        _next();
        int width = _values.Count - before;
        Width = row == 0 ? width : Width;
        if (width != Width)
        {
            throw new InvalidOperationException(
                $"Column '{_name}' of the data view has {width} numbers in row {row}, and {Width} before. " +
                "Bring its vectors to one length.");
        }
    }

    public ReadOnlySpan<float> Row(int row) =>
        System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_values).Slice(row * Width, Width);

    private static DataViewType Item(DataViewType type) => type is VectorDataViewType vector ? vector.ItemType : type;

    private Action Reader<T>(DataViewRowCursor cursor, DataViewSchema.Column column) where T : struct, INumber<T>
    {
        if (column.Type is VectorDataViewType)
        {
            ValueGetter<VBuffer<T>> vector = cursor.GetGetter<VBuffer<T>>(column);
            VBuffer<T> buffer = default;
            return () =>
            {
                vector(ref buffer);
                foreach (T value in buffer.DenseValues())
                {
                    Add(value);
                }
            };
        }
        ValueGetter<T> single = cursor.GetGetter<T>(column);
        T number = default;
        return () =>
        {
            single(ref number);
            Add(number);
        };
    }

    private Action Truths(DataViewRowCursor cursor, DataViewSchema.Column column)
    {
        if (column.Type is VectorDataViewType)
        {
            ValueGetter<VBuffer<bool>> vector = cursor.GetGetter<VBuffer<bool>>(column);
            VBuffer<bool> buffer = default;
            return () =>
            {
                vector(ref buffer);
                _values.AddRange(buffer.DenseValues().Select(static value => value ? 1f : 0f));
            };
        }
        ValueGetter<bool> single = cursor.GetGetter<bool>(column);
        bool truth = false;
        return () =>
        {
            single(ref truth);
            _values.Add(truth ? 1 : 0);
        };
    }

    private void Add<T>(T value) where T : struct, INumber<T>
    {
        // Keys count from 1, and 0 is a missing one.
        float number = float.CreateSaturating(value);
        if (typeof(T) != typeof(float) && typeof(T) != typeof(double) && Int128.CreateSaturating(value) != Int128.CreateSaturating(number))
        {
            throw new InvalidOperationException(
                $"Column '{_name}' of the data view has the whole number {value} in row {_row}, which Float32 does not hold exactly. " +
                "Scale it, or leave it out.");
        }
        _values.Add(!_isKey ? number : number == 0 ? float.NaN : number - 1);
    }
}
