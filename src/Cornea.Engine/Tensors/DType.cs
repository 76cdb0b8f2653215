namespace Cornea;

/// <summary>
/// The element type of a tensor. An operation on two types computes in the one that <see cref="DTypes.Promote"/> gives, by the
/// rules of Keras and JAX: int64 with float16 gives float16, float16 with bfloat16 gives float32.
/// </summary>
/// <remarks>
/// Types narrower than 32 bits save memory; operations on them are computed in float32 or int32 (uint32: int64) and every result
/// is rounded, or wrapped around, to its own type.
/// </remarks>
public enum DType
{
    /// <summary>True or false, one byte each.</summary>
    Bool,

    /// <summary>Unsigned 8-bit integer: pixels.</summary>
    UInt8,

    /// <summary>Signed 8-bit integer.</summary>
    Int8,

    /// <summary>Unsigned 16-bit integer.</summary>
    UInt16,

    /// <summary>Signed 16-bit integer: audio samples.</summary>
    Int16,

    /// <summary>Unsigned 32-bit integer.</summary>
    UInt32,

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

    /// <summary>IEEE 754 double precision: for checks and for models that need it.</summary>
    Float64,
}
