namespace Cornea.Layers;

/// <summary>What Keras's quantizers compute.</summary>
internal static class QuantizedMath
{
    private const double Largest8 = 127, Epsilon = 1e-7, LargestFloat8 = 448;
    private const int LeastExponent = -6, GreatestExponent = 8;

    /// <summary>Rows rounded to 8 bits, and the scale that they were multiplied by.</summary>
    /// <param name="x">The values.</param>
    /// <param name="axes">The axes of a row.</param>
    public static (Tensor Rounded, Tensor Scale) Rounded(Tensor x, int[] axes)
    {
        var scale = Largest8 / (x.Abs().Max(axes, keepDims: true) + Epsilon);
        return (InRange(x * scale, -Largest8), scale);
    }

    /// <summary>Scaled values as int8, as ONNX's QuantizeLinear gives them: rounded, half to even, and clipped to -128 and 127.</summary>
    public static Tensor Bytes(Tensor scaled) => InRange(scaled, sbyte.MinValue).Cast(DType.Int8);

    private static Tensor InRange(Tensor scaled, double least) => Tensor.Minimum(Tensor.Maximum(scaled.Round(), least), Largest8);

    /// <summary>The two numbers of 4 bits in each byte, along an axis.</summary>
    /// <param name="packed">The bytes.</param>
    /// <param name="axis">The axis along which two numbers share a byte.</param>
    /// <param name="length">The length of that axis; the last number of an odd one is left out.</param>
    /// <param name="isSigned">Whether numbers from 8 on are those from -8 on.</param>
    public static Tensor Unpacked(Tensor packed, int axis, int length, bool isSigned)
    {
        var bytes = packed.Cast(DType.Int32);
        bytes = Tensor.Where(bytes < 0, bytes + 256, bytes);
        var both = Tensor.Stack([bytes % 16, bytes.FloorDivide(16)], axis + 1);
        var shape = packed.Shape.ToArray();
        shape[axis] *= 2;
        var values = both.Reshape(new Shape(shape)).Narrow(axis, 0, length);
        return (isSigned ? Tensor.Where(values >= 8, values - 16, values) : values).Cast(DType.Float32);
    }

    /// <summary>A row of each group's values for each input.</summary>
    /// <param name="values">(groups, ...).</param>
    /// <param name="groupOf">The group of each input.</param>
    public static Tensor OfGroups(Tensor values, Tensor groupOf) => values.Cast(DType.Float32).Gather(groupOf.Cast(DType.Int32));

    /// <summary>Values rounded to float8_e4m3fn of a scale: 1 bit sign, 4 exponent, 3 mantissa, at most 448.</summary>
    public static Tensor Float8(Tensor x, Tensor scale)
    {
        var value = (x / scale).Clip(-LargestFloat8, LargestFloat8);
        var size = value.Abs();
        // The power of two at or below each value, summed so that each partial sum is exact.
        var power = Tensor.ZerosLike(value) + Math.ScaleB(1, LeastExponent);
        for (var exponent = LeastExponent + 1; exponent <= GreatestExponent; exponent++)
        {
            power += (size >= Math.ScaleB(1, exponent)).Cast(value.DType) * Math.ScaleB(1, exponent - 1);
        }
        var step = power * 0.125;
        return (value / step).Round() * step * scale;
    }
}
