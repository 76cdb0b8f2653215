namespace Cornea;

/// <summary>Facts about element types.</summary>
public static class DTypes
{
    /// <summary>Bytes per element.</summary>
    /// <param name="dtype">The element type.</param>
    public static int Size(this DType dtype) => dtype switch
    {
        DType.Bool or DType.UInt8 => 1,
        DType.Float16 or DType.BFloat16 => 2,
        DType.Int32 or DType.Float32 => 4,
        DType.Int64 or DType.Float64 => 8,
        _ => throw Unknown(dtype),
    };

    /// <summary>True for the floating types.</summary>
    /// <param name="dtype">The element type.</param>
    public static bool IsFloat(this DType dtype) => dtype is DType.Float16 or DType.BFloat16 or DType.Float32 or DType.Float64;

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
        DType.BFloat16 => "bfloat16",
        DType.Float16 => "float16",
        DType.Float32 => "float32",
        DType.Float64 => "float64",
        _ => throw Unknown(dtype),
    };

    /// <summary>The element type of a name, such as <c>float32</c>.</summary>
    /// <param name="name">The lower-case name that NumPy and Keras use.</param>
    /// <param name="dtype">The element type.</param>
    /// <returns>Whether an element type has that name.</returns>
    public static bool TryParse(string? name, out DType dtype)
    {
        foreach (var one in Enum.GetValues<DType>())
        {
            if (one.Name() == name)
            {
                dtype = one;
                return true;
            }
        }
        dtype = default;
        return false;
    }

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

    private static ArgumentOutOfRangeException Unknown(DType dtype) =>
        new(nameof(dtype), dtype, "There is no such element type. Use a member of DType.");
}
