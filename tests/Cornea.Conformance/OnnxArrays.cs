using System.Text.Json;

namespace Cornea.Conformance;

/// <summary>The arrays of the cases for ONNX, with their own element types.</summary>
internal static class OnnxArrays
{
    /// <summary>An array of the file as a tensor.</summary>
    public static Tensor Read(JsonElement array)
    {
        if (!DTypes.TryParse(array.Text("dtype"), out var dtype))
            throw new UnsupportedCaseException($"arrays of {array.Text("dtype")}");
        var data = array.GetProperty("data").EnumerateArray();
        return dtype is DType.Int64 or DType.UInt32
            ? Tensor.From(data.Select(number => number.GetInt64()).ToArray(), array.Shape()).Cast(dtype).Compute()
            : Tensor.From(data.Select(number => number.Number()).ToArray(), array.Shape()).Cast(dtype).Compute();
    }

    /// <summary>Whether an array of the file holds texts.</summary>
    public static bool IsText(JsonElement array) => array.Text("dtype") is "string" or "object" or "str";

    /// <summary>The texts of an array of the file, row by row.</summary>
    public static string[] Texts(JsonElement array) => [.. array.GetProperty("data").EnumerateArray().Select(text => text.GetString()!)];

    /// <summary>Compares a result: shape and type exactly, values within |a - b| at most absolute + relative · |b|.</summary>
    public static void Compare(Comparison comparison, string what, Tensor actual, Tensor expected, double relative, double absolute)
    {
        comparison.Same($"{what}: type", actual.DType.Name(), expected.DType.Name());
        comparison.Same($"{what}: shape", actual.Shape.ToString(), expected.Shape.ToString());
        if (actual.Shape != expected.Shape)
            return;
        var (a, b) = (actual.ToArray<double>(), expected.ToArray<double>());
        var (worst, at) = (0.0, -1);
        for (var i = 0; i < a.Length; i++)
        {
            var same = a[i].Equals(b[i]) || (double.IsNaN(a[i]) && double.IsNaN(b[i]));
            var share = same ? 0 : Math.Abs(a[i] - b[i]) / (absolute + relative * Math.Abs(b[i]));
            if (!(share <= worst))
                (worst, at) = (double.IsNaN(share) ? double.PositiveInfinity : share, i);
        }
        comparison.Holds(at < 0 ? what : $"{what}: element {at} is {a[at]:R}, and should be {b[at]:R} ({worst:G3} times what is allowed)",
            worst <= 1);
    }
}
