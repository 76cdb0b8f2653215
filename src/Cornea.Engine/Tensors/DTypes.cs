namespace Cornea;

/// <summary>Facts about element types.</summary>
public static class DTypes
{
    /// <summary>Bytes per element.</summary>
    /// <param name="dtype">The element type.</param>
    public static int Size(this DType dtype) => dtype switch
    {
        DType.Bool or DType.UInt8 or DType.Int8 => 1,
        DType.UInt16 or DType.Int16 or DType.BFloat16 or DType.Float16 => 2,
        DType.UInt32 or DType.Int32 or DType.Float32 => 4,
        DType.Int64 or DType.Float64 => 8,
    };

    /// <summary>True for the floating types.</summary>
    /// <param name="dtype">The element type.</param>
    public static bool IsFloat(this DType dtype) => dtype switch
    {
        DType.BFloat16 or DType.Float16 or DType.Float32 or DType.Float64 => true,
        DType.Bool or DType.UInt8 or DType.Int8 or DType.UInt16 or DType.Int16 or DType.UInt32 or DType.Int32 or DType.Int64 => false,
    };

    /// <summary>True for the integer types; false for bool and the floating types.</summary>
    /// <param name="dtype">The element type.</param>
    public static bool IsInteger(this DType dtype) => dtype != DType.Bool && !dtype.IsFloat();

    /// <summary>
    /// The element type of a result on both types, by the rules of Keras and JAX: the smallest type above both, where integers
    /// stand below every floating type.
    /// </summary>
    /// <param name="a">One type.</param>
    /// <param name="b">The other type.</param>
    public static DType Promote(DType a, DType b) => Promotion.Of(a, b);

    /// <summary>The lower-case name that NumPy and Keras use, such as <c>float32</c>.</summary>
    /// <param name="dtype">The element type.</param>
    public static string Name(this DType dtype) => dtype switch
    {
        DType.Bool => "bool",
        DType.UInt8 => "uint8",
        DType.Int8 => "int8",
        DType.UInt16 => "uint16",
        DType.Int16 => "int16",
        DType.UInt32 => "uint32",
        DType.Int32 => "int32",
        DType.Int64 => "int64",
        DType.BFloat16 => "bfloat16",
        DType.Float16 => "float16",
        DType.Float32 => "float32",
        DType.Float64 => "float64",
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
    /// <typeparam name="T">
    /// bool, byte, sbyte, ushort, short, uint, int, long, <see cref="BFloat16"/>, <see cref="Half"/>, float or double.
    /// </typeparam>
    /// <exception cref="NotSupportedException">No tensor holds that type.</exception>
    public static DType Of<T>() where T : unmanaged =>
        typeof(T) == typeof(float) ? DType.Float32
        : typeof(T) == typeof(double) ? DType.Float64
        : typeof(T) == typeof(int) ? DType.Int32
        : typeof(T) == typeof(long) ? DType.Int64
        : typeof(T) == typeof(byte) ? DType.UInt8
        : typeof(T) == typeof(bool) ? DType.Bool
        : typeof(T) == typeof(sbyte) ? DType.Int8
        : typeof(T) == typeof(ushort) ? DType.UInt16
        : typeof(T) == typeof(short) ? DType.Int16
        : typeof(T) == typeof(uint) ? DType.UInt32
        : typeof(T) == typeof(BFloat16) ? DType.BFloat16
        : typeof(T) == typeof(Half) ? DType.Float16
        : throw new NotSupportedException(
            "Tensors hold bool, byte, sbyte, ushort, short, uint, int, long, BFloat16, Half, float or double, " +
            $"but received {typeof(T).Name}. Convert the values first.");

    /// <summary>
    /// The type in which operations on an element type are computed; another where kernels only load and store it.
    /// </summary>
    internal static DType Wide(this DType dtype) => dtype switch
    {
        DType.UInt8 or DType.Int8 or DType.UInt16 or DType.Int16 => DType.Int32,
        DType.UInt32 => DType.Int64,
        DType.BFloat16 or DType.Float16 => DType.Float32,
        DType.Bool or DType.Int32 or DType.Int64 or DType.Float32 or DType.Float64 => dtype,
    };

    /// <summary>True for the floating types of 16 bits, which kernels load and store and compute as float32.</summary>
    internal static bool IsShortFloat(this DType dtype) => dtype is DType.BFloat16 or DType.Float16;

    /// <summary>The type of a matrix product's or convolution's sums: those of bytes are exact in 32 bits.</summary>
    internal static DType OfProduct(this DType dtype) => dtype == DType.Int8 ? DType.Int32 : dtype;

    /// <summary>The type of a sum or product: one in which many narrow integers fit.</summary>
    internal static DType OfSum(this DType dtype) => dtype switch
    {
        DType.Bool or DType.UInt8 or DType.Int8 or DType.Int16 => DType.Int32,
        DType.UInt16 => DType.UInt32,
        DType.UInt32 or DType.Int32 or DType.Int64 or DType.BFloat16 or DType.Float16 or DType.Float32 or DType.Float64 => dtype,
    };
}
