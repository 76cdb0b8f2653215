namespace Cornea.Formats.Onnx;

/// <summary>What the element types of ONNX are here.</summary>
internal static class OnnxDataTypes
{
    /// <summary>The type in which values of an ONNX type are kept; null where there is none.</summary>
    /// <remarks>uint64 becomes int64; 2 and 4 bits become 8; floating-point numbers of 4 and 8 bits become float32.</remarks>
    public static DType? Kept(this OnnxDataType type) => type switch
    {
        OnnxDataType.Float or OnnxDataType.Float8E4M3FN or OnnxDataType.Float8E4M3FNUZ or OnnxDataType.Float8E5M2
            or OnnxDataType.Float8E5M2FNUZ or OnnxDataType.Float8E8M0 or OnnxDataType.Float4E2M1 => DType.Float32,
        OnnxDataType.UInt8 or OnnxDataType.UInt4 or OnnxDataType.UInt2 => DType.UInt8,
        OnnxDataType.Int8 or OnnxDataType.Int4 or OnnxDataType.Int2 => DType.Int8,
        OnnxDataType.UInt16 => DType.UInt16,
        OnnxDataType.Int16 => DType.Int16,
        OnnxDataType.Int32 => DType.Int32,
        OnnxDataType.Int64 or OnnxDataType.UInt64 => DType.Int64,
        OnnxDataType.Bool => DType.Bool,
        OnnxDataType.Float16 => DType.Float16,
        OnnxDataType.Double => DType.Float64,
        OnnxDataType.UInt32 => DType.UInt32,
        OnnxDataType.BFloat16 => DType.BFloat16,
        _ => null,
    };

    /// <summary>The ONNX type of a type here.</summary>
    public static OnnxDataType Of(DType type) => type switch
    {
        DType.Bool => OnnxDataType.Bool,
        DType.UInt8 => OnnxDataType.UInt8,
        DType.Int8 => OnnxDataType.Int8,
        DType.UInt16 => OnnxDataType.UInt16,
        DType.Int16 => OnnxDataType.Int16,
        DType.UInt32 => OnnxDataType.UInt32,
        DType.Int32 => OnnxDataType.Int32,
        DType.Int64 => OnnxDataType.Int64,
        DType.BFloat16 => OnnxDataType.BFloat16,
        DType.Float16 => OnnxDataType.Float16,
        DType.Float32 => OnnxDataType.Float,
        DType.Float64 => OnnxDataType.Double,
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "ONNX knows no such element type."),
    };

    /// <summary>How many bits one value takes in a file.</summary>
    public static int Bits(this OnnxDataType type) => type switch
    {
        OnnxDataType.UInt2 or OnnxDataType.Int2 => 2,
        OnnxDataType.UInt4 or OnnxDataType.Int4 or OnnxDataType.Float4E2M1 => 4,
        OnnxDataType.UInt16 or OnnxDataType.Int16 or OnnxDataType.Float16 or OnnxDataType.BFloat16 => 16,
        OnnxDataType.Float or OnnxDataType.Int32 or OnnxDataType.UInt32 => 32,
        OnnxDataType.Int64 or OnnxDataType.UInt64 or OnnxDataType.Double or OnnxDataType.Complex64 => 64,
        OnnxDataType.Complex128 => 128,
        _ => 8,
    };
}
