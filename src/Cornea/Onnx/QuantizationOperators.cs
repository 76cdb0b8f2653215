using Cornea.Formats.Onnx;

namespace Cornea.Onnx;

/// <summary>Numbers kept in 8 bits with a scale, and operators on them.</summary>
internal static class QuantizationOperators
{
    private const string Window = "auto_pad dilations group kernel_shape pads strides";

    public static IEnumerable<OperatorEntry> Entries =>
    [
        OperatorEntry.Of("QuantizeLinear", 10, "axis block_size output_dtype saturate precision", Quantize),
        OperatorEntry.Of("DequantizeLinear", 10, "axis block_size output_dtype", Dequantize),
        OperatorEntry.Of("QuantizeLinear", 1, "axis block_size output_dtype saturate", Quantize, "com.microsoft"),
        OperatorEntry.Of("DequantizeLinear", 1, "axis block_size", Dequantize, "com.microsoft"),
        new OperatorEntry("DynamicQuantizeLinear", 11, "", call =>
        {
            var (y, scale, zero) = Bytes(call[0]);
            return [y, scale, zero];
        }),
        OperatorEntry.Of("MatMulInteger", 10, "", call => LinearOperators.Product(call, Rows(call, call[0], call.Optional(2)),
            Shifted(call[1], call.Optional(3))).Cast(DType.Int32)),
        OperatorEntry.Of("QLinearMatMul", 10, "", call =>
        {
            var product = LinearOperators.Product(call, Rows(call, call[0], call[2]), Shifted(call[3], call[5]));
            return Rounded(product * (Wide(call[1]) * Wide(call[4]) / Wide(call[6])), call[7]);
        }),
        OperatorEntry.Of("ConvInteger", 10, Window, call => ConvolutionOperators.Convolve(
            call, Shifted(call[0], call.Optional(2)), Filters(call[1], call.Optional(3)), null).Cast(DType.Int32)),
        OperatorEntry.Of("QLinearConv", 10, Window, call =>
        {
            var y = ConvolutionOperators.Convolve(call, Shifted(call[0], call[2]), Filters(call[3], call[5]), null);
            Tensor Beside(Tensor one) => one.Size == 1 ? one.Reshape(Shape.Scalar)
                : one.Reshape(new Shape([one.Size, .. Enumerable.Repeat(1, y.Rank - 2)]));
            if (call.Optional(8) is { } bias)
                y += Beside(Wide(bias));
            return Rounded(y * (Wide(call[1]) * Beside(Wide(call[4])) / Wide(call[6])), call[7]);
        }),
    ];

    private static Tensor Wide(Tensor x) => x.Cast(DType.Float64);

    private static Tensor Shifted(Tensor x, Tensor? zero) => zero is null ? Wide(x) : Wide(x) - Wide(zero);

    // The zero point of the rows of the first factor.
    private static Tensor Rows(OperatorCall call, Tensor x, Tensor? zero) =>
        Shifted(x, zero is { Rank: 1, Size: > 1 } ? zero.ExpandDims(1) : zero);

    private static Tensor Filters(Tensor weights, Tensor? zero) => Shifted(weights, zero is { Size: > 1 }
        ? zero.Reshape(new Shape([zero.Size, .. Enumerable.Repeat(1, weights.Rank - 1)])) : zero);

    /// <summary>Numbers rounded and moved to a zero point, in the zero point's type.</summary>
    public static Tensor Rounded(Tensor x, Tensor zero)
    {
        var (least, most) = Range(zero.DType);
        return Tensor.Minimum(Tensor.Maximum(x.Round() + Wide(zero), least), most).Cast(zero.DType);
    }

    private static (double Least, double Most) Range(DType type) => type switch
    {
        DType.UInt8 => (byte.MinValue, byte.MaxValue),
        DType.Int8 => (sbyte.MinValue, sbyte.MaxValue),
        DType.UInt16 => (ushort.MinValue, ushort.MaxValue),
        DType.Int16 => (short.MinValue, short.MaxValue),
        _ => (int.MinValue, int.MaxValue),
    };

    // The scale or zero point of each element: one for all, one for each place along an axis, or one for each block along it.
    private static Tensor Along(OperatorCall call, Tensor each, Tensor x)
    {
        if (each.Size == 1)
            return each.Reshape(Shape.Scalar);
        var axis = call.Axis(call.Int("axis", 1), x.Rank);
        if (call.Int("block_size", 0) is var block and > 0)
        {
            return each.Rank == x.Rank ? each.Repeat(block, axis).Narrow(axis, 0, x.Shape[axis])
                : throw call.Fault($"scales {each.Shape} do not fit {x.Shape} in blocks of {block}", "block_size");
        }
        if (each.Rank != 1 || each.Size != x.Shape[axis])
            throw call.Fault($"{each.Shape} scales do not fit axis {axis} of {x.Shape}", "axis");
        return each.Reshape(new Shape([.. Enumerable.Range(0, x.Rank).Select(i => i == axis ? each.Size : 1)]));
    }

    private static Tensor Quantize(OperatorCall call)
    {
        var (x, scale) = (call[0], Along(call, call[1], call[0]));
        var named = (OnnxDataType)call.Int("output_dtype", 0);
        var precision = (OnnxDataType)call.Int("precision", 0);
        var wide = precision == OnnxDataType.Undefined ? DTypes.Promote(x.DType, DType.Float32)
            : precision.Kept() ?? throw call.Fault($"numbers cannot be divided in {precision}", "precision");
        var scaled = x.Cast(wide) / scale.Cast(wide);
        var zero = call.Optional(2) is { } point ? Along(call, point, x).Cast(DType.Float64) : null;
        if (NarrowNumbers.IsNarrow(named) && NarrowNumbers.Whole(named) is null)
        {
            var moved = zero is null ? scaled : (scaled.Cast(DType.Float64) + zero).Cast(wide);
            return NarrowNumbers.Cast(moved, named, call.Int("saturate", 1) == 1, "up");
        }
        var (type, least, most) = Output(call, named);
        var rounded = scaled.Round().Cast(DType.Float64);
        return Tensor.Minimum(Tensor.Maximum(zero is null ? rounded : rounded + zero, least), most).Cast(type);
    }

    private static (DType Type, double Least, double Most) Output(OperatorCall call, OnnxDataType named)
    {
        if (NarrowNumbers.Whole(named) is (var smallest, var largest))
            return (named.Kept()!.Value, smallest, largest);
        var type = call.Optional(2)?.DType ?? (named == OnnxDataType.Undefined ? DType.UInt8 : named.Kept());
        if (type is not { } kept || kept.IsFloat())
        {
            throw call.Fault($"numbers cannot be quantized to {(named == OnnxDataType.Undefined ? type?.Name() : named.ToString())}",
                "output_dtype");
        }
        var (least, most) = Range(kept);
        return (kept, least, most);
    }

    private static Tensor Dequantize(OperatorCall call)
    {
        var (x, scale) = (call[0], Along(call, call[1], call[0]));
        var type = call.Int("output_dtype", 0) is var named and not 0 ? ((OnnxDataType)named).Kept() ?? scale.DType : scale.DType;
        var wide = DTypes.Promote(type, DType.Float32);
        var shifted = x.DType.IsFloat() ? x.Cast(wide) : x.Cast(DType.Int32).Cast(wide);
        if (call.Optional(2) is { } zero)
            shifted -= Along(call, zero, x).Cast(wide);
        return (shifted * scale.Cast(wide)).Cast(type);
    }

    /// <summary>Numbers as bytes, with the scale and the zero point that their range asks for.</summary>
    public static (Tensor Values, Tensor Scale, Tensor Zero) Bytes(Tensor x)
    {
        var (least, most) = (Tensor.Minimum(x.Min(), 0), Tensor.Maximum(x.Max(), 0));
        var range = (most - least) / 255;
        var scale = Tensor.Where(range.EqualTo(0), 1, range);
        var zero = Tensor.Minimum(Tensor.Maximum((-least / scale).Round(), 0), 255);
        var y = Tensor.Minimum(Tensor.Maximum((x / scale).Round() + zero, 0), 255).Cast(DType.UInt8);
        return (y, scale, zero.Cast(DType.UInt8));
    }
}
