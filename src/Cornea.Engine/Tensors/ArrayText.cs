using System.Globalization;
using System.Text;

namespace Cornea;

/// <summary>
/// A tensor's values as NumPy prints an array: nested brackets, aligned columns, lines of at most 75 characters, and above
/// 1000 elements only the first and last three of each axis.
/// </summary>
internal sealed class ArrayText
{
    private const int LineWidth = 75;
    private const int Threshold = 1000;
    private const int EdgeItems = 3;
    private readonly HostMemory _values;
    private readonly Shape _shape;
    private readonly int[] _strides;
    private readonly bool _summary;
    private readonly Func<int, string> _format;

    private ArrayText(HostMemory values)
    {
        _values = values;
        _shape = values.Type.Shape;
        _strides = _shape.Strides();
        _summary = _shape.Size > Threshold;
        _format = Formatter();
    }

    public static string Of(HostMemory values)
    {
        var shape = values.Type.Shape;
        if (shape.Size == 0)
            return "[]";
        if (shape.Rank == 0)
            return Single(values);
        return new ArrayText(values).Axis(0, 0, " ", LineWidth);
    }

    private static string Single(HostMemory values) => values.Type.DType switch
    {
        DType.Bool => values[0] != 0 ? "True" : "False",
        DType.UInt8 or DType.Int8 or DType.UInt16 or DType.Int16 or DType.UInt32 or DType.Int32 or DType.Int64 => Whole(values, 0),
        DType.BFloat16 or DType.Float16 or DType.Float32 or DType.Float64 => FloatText.Alone(values[0], values.Type.DType),
    };

    // int64 does not fit a double.
    private static string Whole(HostMemory values, int at) => values.Type.DType == DType.Int64
        ? values.Span<long>()[at].ToString(CultureInfo.InvariantCulture)
        : values[at].ToString(CultureInfo.InvariantCulture);

    private Func<int, string> Formatter()
    {
        var dtype = _values.Type.DType;
        if (dtype == DType.Bool)
            return at => _values[at] != 0 ? " True" : "False";
        var shown = new List<int>();
        Shown(0, 0, shown);
        if (dtype.IsFloat())
        {
            var text = new FloatText([.. shown.Select(at => _values[at])], dtype);
            return at => text.Format(_values[at]);
        }
        var width = shown.Max(at => Whole(_values, at).Length);
        return at => Whole(_values, at).PadLeft(width);
    }

    private void Shown(int axis, int at, List<int> shown)
    {
        if (axis == _shape.Rank)
        {
            shown.Add(at);
            return;
        }
        foreach (var index in Indices(axis))
        {
            if (index >= 0)
                Shown(axis + 1, at + index * _strides[axis], shown);
        }
    }

    // The indices printed of an axis; -1 stands for those left out.
    private IEnumerable<int> Indices(int axis)
    {
        var length = _shape[axis];
        return _summary && length > 2 * EdgeItems
            ? [.. Enumerable.Range(0, EdgeItems), -1, .. Enumerable.Range(length - EdgeItems, EdgeItems)]
            : Enumerable.Range(0, length);
    }

    private string Axis(int axis, int at, string indent, int width)
    {
        var left = _shape.Rank - axis;
        var text = new StringBuilder();
        var line = new StringBuilder(indent);
        var first = true;
        foreach (var index in Indices(axis))
        {
            if (left > 1)
            {
                if (!first)
                    text.Append('\n', left - 1);
                text.Append(indent).Append(index < 0 ? "..." : Axis(axis + 1, at + index * _strides[axis], indent + " ", width - 1));
            }
            else
            {
                if (!first)
                    line.Append(' ');
                var word = index < 0 ? "..." : _format(at + index * _strides[axis]);
                // A line that holds nothing yet takes any word, however long.
                if (line.Length + word.Length > width - 1 && line.Length > indent.Length)
                {
                    text.Append(line.ToString().TrimEnd()).Append('\n');
                    line.Clear().Append(indent);
                }
                line.Append(word);
            }
            first = false;
        }
        if (left == 1)
            text.Append(line);
        return $"[{text.ToString(indent.Length, text.Length - indent.Length)}]";
    }
}
