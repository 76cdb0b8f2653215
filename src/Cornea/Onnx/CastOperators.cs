using Cornea.Formats.Onnx;

namespace Cornea.Onnx;

/// <summary>Values in another element type.</summary>
internal static class CastOperators
{
    public static IEnumerable<OperatorEntry> Entries =>
    [
        OperatorEntry.Of("Cast", 1, "to saturate round_mode", Cast) with { Order = AxisOrder.Any },
        OperatorEntry.Of("CastLike", 15, "saturate round_mode", call => Cast(call, call[1].DType)),
        OperatorEntry.Of("BitCast", 26, "to", BitCast),
    ];

    private static Tensor Cast(OperatorCall call)
    {
        if (call.Opset >= 19 && EightBits.Of((OnnxDataType)call.Required("to")) is { } small)
            return small.Nearest(call[0], call.Int("saturate", 1) == 1);
        return Cast(call, Target(call));
    }

    private static Tensor Cast(OperatorCall call, DType target) => call.Has("round_mode") && call.Text("round_mode", "up") != "up"
        ? throw call.Fault("round_mode is supported for no type here", "round_mode")
        : call[0].Cast(target);

    private static DType Target(OperatorCall call)
    {
        if (call.Opset < 6)
        {
            return Enum.TryParse<OnnxDataType>(call.Text("to", ""), true, out var named) && named.Kept() is { } old ? old
                : throw call.Fault($"the type '{call.Text("to", "")}' is not known", "to");
        }
        var type = (OnnxDataType)call.Required("to");
        return type.Kept() is { } kept && (kept != DType.Float32 || type == OnnxDataType.Float) && type.Bits() >= 8 ? kept
            : throw call.Fault($"values cannot be cast to {type}", "to");
    }

    private static Tensor BitCast(OperatorCall call)
    {
        var (x, type) = (call.Known(0, "the input"), Target(call));
        if (type.Size() != x.DType.Size())
            throw call.Fault($"{x.DType.Name()} and {type.Name()} have not the same number of bits", "to");
        var bytes = x.AsBytes().ToArray();
        return Tensor.Create(new TensorType(x.Shape, type), target => bytes.CopyTo(target));
    }

    /// <summary>Floating-point numbers of 8 bits; here they are kept as float32 that one of them equals.</summary>
    /// <param name="Fraction">How many bits the fraction has.</param>
    /// <param name="Least">The exponent of the smallest number that is not subnormal.</param>
    /// <param name="Largest">The largest finite number.</param>
    /// <param name="Beyond">What stands for larger ones where they do not become the largest.</param>
    private sealed record EightBits(int Fraction, int Least, double Largest, double Beyond)
    {
        public static EightBits? Of(OnnxDataType type) => type switch
        {
            OnnxDataType.Float8E4M3FN => new(3, -6, 448, double.NaN),
            OnnxDataType.Float8E4M3FNUZ => new(3, -7, 240, double.NaN),
            OnnxDataType.Float8E5M2 => new(2, -14, 57344, double.PositiveInfinity),
            OnnxDataType.Float8E5M2FNUZ => new(2, -15, 57344, double.NaN),
            _ => null,
        };

        public Tensor Nearest(Tensor given, bool saturate)
        {
            var x = given.Cast(DTypes.Promote(given.DType, DType.Float32));
            var size = x.Abs();
            var step = Tensor.Full(x.Shape, (float)Math.Pow(2, Least - Fraction)).Cast(x.DType);
            for (var exponent = Least + 1; Math.Pow(2, exponent) <= Largest; exponent++)
                step = Tensor.Where(size >= Math.Pow(2, exponent), Math.Pow(2, exponent - Fraction), step);
            var nearest = (size / step).Round() * step;
            nearest = saturate ? Tensor.Where(nearest > Largest, Largest, nearest) : Tensor.Where(nearest > Largest, Beyond, nearest);
            return Tensor.Where(x < 0, -nearest, nearest).Cast(DType.Float32);
        }
    }
}
