namespace Cornea;

/// <summary>
/// The element type of a tensor. The order of the members is the order of promotion: an operation on two types
/// computes in the later one (so int64 with float32 gives float32, as in Keras).
/// </summary>
public enum DType
{
    /// <summary>True or false, one byte each.</summary>
    Bool,

    /// <summary>Unsigned 8-bit integer: pixels.</summary>
    UInt8,

    /// <summary>Signed 32-bit integer: indices.</summary>
    Int32,

    /// <summary>Signed 64-bit integer: labels, keys, counters.</summary>
    Int64,

    /// <summary>Brain floating point, 16 bits: the range of float32 with 8 bits of precision. Computed with in float32.</summary>
    BFloat16,

    /// <summary>IEEE 754 half precision: 11 bits of precision, at most 65504. Computed with in float32.</summary>
    Float16,

    /// <summary>IEEE 754 single precision: the default for weights and activations.</summary>
    Float32,

    /// <summary>IEEE 754 double precision: for checks.</summary>
    Float64,
}
