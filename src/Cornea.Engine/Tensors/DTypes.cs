namespace Cornea;

/// <summary>Facts about element types.</summary>
public static class DTypes
{
    /// <summary>Bytes per element.</summary>
    /// <param name="dtype">The element type.</param>
    public static int Size(this DType dtype) => dtype switch
    {
        DType.Bool or DType.UInt8 => 1,
        DType.Int32 or DType.Float32 => 4,
        _ => 8,
    };

    /// <summary>True for <see cref="DType.Float32"/> and <see cref="DType.Float64"/>.</summary>
    /// <param name="dtype">The element type.</param>
    public static bool IsFloat(this DType dtype) => dtype >= DType.Float32;

    /// <summary>True for the integer types; false for bool and the floating types.</summary>
    /// <param name="dtype">The element type.</param>
    public static bool IsInteger(this DType dtype) => dtype is DType.UInt8 or DType.Int32 or DType.Int64;

    /// <summary>The type in which an operation on both types computes.</summary>
    /// <param name="a">One type.</param>
    /// <param name="b">The other type.</param>
    public static DType Promote(DType a, DType b) => a > b ? a : b;

    /// <summary>The lower-case name that NumPy and Keras use, such as <c>float32</c>.</summary>
    /// <param name="dtype">The element type.</param>
    public static string Name(this DType dtype) => dtype switch
    {
        DType.Bool => "bool",
        DType.UInt8 => "uint8",
        DType.Int32 => "int32",
        DType.Int64 => "int64",
        DType.Float32 => "float32",
        _ => "float64",
    };

    /// <summary>The element type that holds values of the C# type <typeparamref name="T"/>.</summary>
    /// <typeparam name="T">bool, byte, int, long, float or double.</typeparam>
    /// <exception cref="NotSupportedException">No tensor holds that type.</exception>
    public static DType Of<T>() where T : unmanaged =>
        typeof(T) == typeof(float) ? DType.Float32
        : typeof(T) == typeof(double) ? DType.Float64
        : typeof(T) == typeof(int) ? DType.Int32
        : typeof(T) == typeof(long) ? DType.Int64
        : typeof(T) == typeof(byte) ? DType.UInt8
        : typeof(T) == typeof(bool) ? DType.Bool
        : throw new NotSupportedException(
            $"Tensors hold bool, byte, int, long, float or double, but received {typeof(T).Name}. Convert the values first.");
}
