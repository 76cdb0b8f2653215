using System.Globalization;
using System.Text.Json;

namespace Cornea.Conformance;

/// <summary>Reads the fixtures' JSON: arrays, numbers that may be "NaN" or "Infinity", optional arguments.</summary>
public static class Fixture
{
    /// <summary>A text property.</summary>
    public static string Text(this JsonElement element, string name) => element.GetProperty(name).GetString()!;

    /// <summary>An optional text argument.</summary>
    public static string Text(this JsonElement element, string name, string otherwise) =>
        element.Optional(name) is { } value ? value.GetString()! : otherwise;

    /// <summary>A number; NaN and the infinities are texts in the files.</summary>
    public static double Number(this JsonElement element) => element.ValueKind == JsonValueKind.String
        ? element.GetString() switch
        {
            "NaN" => double.NaN,
            "Infinity" => double.PositiveInfinity,
            "-Infinity" => double.NegativeInfinity,
            var text => double.Parse(text!, CultureInfo.InvariantCulture),
        }
        : element.ValueKind is JsonValueKind.True or JsonValueKind.False ? (element.GetBoolean() ? 1 : 0) : element.GetDouble();

    /// <summary>A number argument, or what is used without it.</summary>
    public static double Number(this JsonElement element, string name, double otherwise) => element.Optional(name) is { } value
        ? value.Number() : otherwise;

    /// <summary>A number property.</summary>
    public static double Number(this JsonElement element, string name) => element.GetProperty(name).Number();

    /// <summary>A whole number argument, or what is used without it.</summary>
    public static int Whole(this JsonElement element, string name, int otherwise) => element.Optional(name) is { } value ? value.GetInt32()
        : otherwise;

    /// <summary>A yes-or-no argument, or what is used without it.</summary>
    public static bool Flag(this JsonElement element, string name, bool otherwise = false) => element.Optional(name) is { } value
        ? value.GetBoolean() : otherwise;

    /// <summary>A whole number or a list of them, or null where it is not given.</summary>
    public static int[]? Axes(this JsonElement element, string name) => element.Optional(name) is not { } value ? null
        : value.ValueKind == JsonValueKind.Array ? [.. value.EnumerateArray().Select(axis => axis.GetInt32())]
        : [value.GetInt32()];

    /// <summary>A property that is there and not null, or null.</summary>
    public static JsonElement? Optional(this JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null
        ? value : null;

    /// <summary>The shape of an array of the file; () for a plain number.</summary>
    public static Shape Shape(this JsonElement array) => array.ValueKind switch
    {
        JsonValueKind.Object => new Shape([.. array.GetProperty("shape").EnumerateArray().Select(length => length.GetInt32())]),
        JsonValueKind.Array =>
            new Shape([.. array.EnumerateArray()
            .Select(length => length.ValueKind == JsonValueKind.Null ? Cornea.Shape.Unknown : length.GetInt32())]),
        _ => Cornea.Shape.Scalar,
    };

    /// <summary>The elements of an array of the file, of a plain list, or the one number.</summary>
    public static double[] Numbers(this JsonElement array) => array.ValueKind switch
    {
        JsonValueKind.Object => [.. array.GetProperty("data").EnumerateArray().Select(Number)],
        JsonValueKind.Array => [.. array.EnumerateArray().Select(Number)],
        _ => [array.Number()],
    };

    /// <summary>An array of the file (or a plain number, as float32) as a tensor of its element type; half precision as float32.</summary>
    public static Tensor Tensor(this JsonElement array)
    {
        var dtype = array.ValueKind != JsonValueKind.Object ? DType.Float32 : array.Text("dtype") switch
        {
            "bool" => DType.Bool,
            "uint8" => DType.UInt8,
            "int8" => DType.Int8,
            "int32" => DType.Int32,
            "int64" => DType.Int64,
            "float32" or "float16" or "bfloat16" => DType.Float32,
            "float64" => DType.Float64,
            var other => throw new UnsupportedCaseException($"arrays of {other}"),
        };
        return Cornea.Tensor.From(array.Numbers(), array.Shape()).Cast(dtype).Compute();
    }

    /// <summary>An optional array.</summary>
    public static Tensor? Tensor(this JsonElement element, string name) => element.Optional(name)?.Tensor();
}
