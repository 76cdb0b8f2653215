namespace Cornea.Formats.Onnx;

/// <summary>The floating-point numbers of 4 and 8 bits. Source: https://onnx.ai/onnx/technical/float8.html.</summary>
internal static class SmallFloat
{
    /// <summary>The number with some bits.</summary>
    public static float Value(OnnxDataType type, int code) => type switch
    {
        OnnxDataType.Float8E4M3FN => (code & 0x7F) == 0x7F ? float.NaN : Decoded(code, 8, 3, 7),
        OnnxDataType.Float8E4M3FNUZ => code == 0x80 ? float.NaN : Decoded(code, 8, 3, 8),
        OnnxDataType.Float8E5M2 => (code & 0x7F) > 0x7C ? float.NaN
            : (code & 0x7F) == 0x7C ? (code > 0x80 ? float.NegativeInfinity : float.PositiveInfinity) : Decoded(code, 8, 2, 15),
        OnnxDataType.Float8E5M2FNUZ => code == 0x80 ? float.NaN : Decoded(code, 8, 2, 16),
        OnnxDataType.Float8E8M0 => code == 0xFF ? float.NaN : (float)Math.Pow(2, code - 127),
        OnnxDataType.Float4E2M1 => Decoded(code, 4, 1, 1),
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "A floating-point type of 4 or 8 bits was expected."),
    };

    private static float Decoded(int code, int bits, int fractionBits, int bias)
    {
        var sign = (code >> (bits - 1)) == 0 ? 1 : -1;
        var fraction = code & ((1 << fractionBits) - 1);
        var exponent = (code & ((1 << (bits - 1)) - 1)) >> fractionBits;
        var scale = 1.0 / (1 << fractionBits);
        return (float)(sign * (exponent == 0
            ? fraction * scale * Math.Pow(2, 1 - bias)
            : (1 + fraction * scale) * Math.Pow(2, exponent - bias)));
    }
}
