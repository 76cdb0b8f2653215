namespace Cornea;

/// <summary>
/// Which element type two of them have in common. The types form a lattice, that of JAX and Keras: each stands directly below
/// one or two others, and a result has the lowest type that both operands reach by going up. Plain C# numbers stand in it as
/// the weak types <c>int</c> and <c>float</c>, so <c>x * 2</c> and <c>x * 0.5</c> keep the type of a floating x.
/// </summary>
/// <remarks>
/// <code>
/// bool - int -+- uint8 -+- uint16 -+- uint32 -+
///             |         +----+     +----+     +-+
///             +- int8 ------ int16 --- int32 --- int64 - float -+- bfloat16 -+
///                                                               +- float16 --+- float32 - float64
/// </code>
/// </remarks>
internal static class Promotion
{
    // The weak types stand behind the element types.
    private static readonly int Integer = Enum.GetValues<DType>().Length;
    private static readonly int Fraction = Integer + 1;
    private static readonly int[,] Table = Joined();

    /// <summary>The type of an operation on two tensors.</summary>
    public static DType Of(DType a, DType b) => (DType)Table[(int)a, (int)b];

    /// <summary>The type of an operation on a tensor and a plain number, of the default type of its kind beside bool.</summary>
    public static DType Of(DType a, NumberKind b) => Resolved(Table[(int)a, Index(b)]);

    /// <summary>The type of an operation on two plain numbers.</summary>
    public static DType Of(NumberKind a, NumberKind b) => Resolved(Table[Index(a), Index(b)]);

    private static int Index(NumberKind kind) => kind switch
    {
        NumberKind.Truth => (int)DType.Bool,
        NumberKind.Integer => Integer,
        NumberKind.Fraction => Fraction,
    };

    private static DType Resolved(int type) => type == Integer ? DType.Int32 : type == Fraction ? DType.Float32 : (DType)type;

    private static int[] Above(DType dtype) => dtype switch
    {
        DType.Bool => [Integer],
        DType.UInt8 => [(int)DType.UInt16, (int)DType.Int16],
        DType.UInt16 => [(int)DType.UInt32, (int)DType.Int32],
        DType.UInt32 or DType.Int32 => [(int)DType.Int64],
        DType.Int8 => [(int)DType.Int16],
        DType.Int16 => [(int)DType.Int32],
        DType.Int64 => [Fraction],
        DType.BFloat16 or DType.Float16 => [(int)DType.Float32],
        DType.Float32 => [(int)DType.Float64],
        DType.Float64 => [],
    };

    private static int[,] Joined()
    {
        var count = Fraction + 1;
        var reaches = new bool[count, count];
        for (var type = 0; type < count; type++)
            Reach(type, type);
        var table = new int[count, count];
        for (var a = 0; a < count; a++)
        {
            for (var b = 0; b < count; b++)
                table[a, b] = Lowest(a, b);
        }
        return table;

        void Reach(int from, int type)
        {
            reaches[from, type] = true;
            int[] next = type == Integer ? [(int)DType.UInt8, (int)DType.Int8]
                : type == Fraction ? [(int)DType.BFloat16, (int)DType.Float16]
                : Above((DType)type);
            foreach (var above in next)
                Reach(from, above);
        }

        // The lowest of those above both is the one that reaches all the others.
        int Lowest(int a, int b)
        {
            for (var type = 0; type < count; type++)
            {
                if (reaches[a, type] && reaches[b, type] && ReachesAll(type, a, b))
                    return type;
            }
            throw new InvalidOperationException($"No type is above both {a} and {b}.");
        }

        bool ReachesAll(int type, int a, int b)
        {
            for (var other = 0; other < count; other++)
            {
                if (reaches[a, other] && reaches[b, other] && !reaches[type, other])
                    return false;
            }
            return true;
        }
    }
}
