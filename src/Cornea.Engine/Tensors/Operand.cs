namespace Cornea;

/// <summary>
/// A tensor or a plain number, as one side of an operation. A plain number takes the tensor's element type, so
/// <c>x * 0.5</c> keeps the type of a floating x; only a fraction beside an integer tensor makes float32 of it.
/// </summary>
public readonly struct Operand
{
    private readonly Tensor? _tensor;
    private readonly double _number;
    private readonly NumberKind _kind;

    private Operand(Tensor? tensor, double number, NumberKind kind)
    {
        _tensor = tensor;
        _number = number;
        _kind = kind;
    }

    /// <summary>A tensor.</summary>
    /// <param name="tensor">The tensor.</param>
    public static implicit operator Operand(Tensor tensor) => new(tensor, 0, default);

    /// <summary>What a variable holds when the plan runs.</summary>
    /// <param name="variable">The variable.</param>
    public static implicit operator Operand(Variable variable) => new(variable.Value, 0, default);

    /// <summary>A number.</summary>
    /// <param name="number">Its value.</param>
    public static implicit operator Operand(double number) => new(null, number, NumberKind.Fraction);

    /// <summary>A number.</summary>
    /// <param name="number">Its value.</param>
    public static implicit operator Operand(float number) => new(null, number, NumberKind.Fraction);

    /// <summary>A whole number.</summary>
    /// <param name="number">Its value.</param>
    public static implicit operator Operand(int number) => new(null, number, NumberKind.Integer);

    /// <summary>True or false.</summary>
    /// <param name="value">The value.</param>
    public static implicit operator Operand(bool value) => new(null, value ? 1 : 0, NumberKind.Truth);

    /// <summary>Two operands as tensors of one type and shape.</summary>
    /// <param name="a">One.</param>
    /// <param name="b">The other.</param>
    /// <param name="exactly">Whether a whole number that the common type does not hold, such as -1 beside uint8, makes int64 of both
    /// instead of wrapping around.</param>
    internal static (Tensor A, Tensor B) Unify(Operand a, Operand b, bool exactly = false)
    {
        var dtype = Common(a, b);
        if (exactly && (a.IsBeyond(dtype) || b.IsBeyond(dtype)))
        {
            dtype = DType.Int64;
        }
        var (x, y) = (a.As(dtype), b.As(dtype));
        if (x.Shape == y.Shape)
            return (x, y);
        var shape = Shape.Broadcast(x.Shape, y.Shape);
        return (x.BroadcastTo(shape), y.BroadcastTo(shape));
    }

    /// <summary>The element type in which an operation on both computes.</summary>
    internal static DType Common(Operand a, Operand b) => (a._tensor, b._tensor) switch
    {
        ({ } x, { } y) => Promotion.Of(x.DType, y.DType),
        ({ } x, null) => Promotion.Of(x.DType, b._kind),
        (null, { } y) => Promotion.Of(y.DType, a._kind),
        (null, null) => Promotion.Of(a._kind, b._kind),
    };

    private bool IsBeyond(DType dtype)
    {
        (double least, double most) = dtype switch
        {
            DType.UInt8 => (byte.MinValue, byte.MaxValue),
            DType.Int8 => (sbyte.MinValue, sbyte.MaxValue),
            DType.UInt16 => (ushort.MinValue, ushort.MaxValue),
            DType.Int16 => (short.MinValue, short.MaxValue),
            DType.UInt32 => (uint.MinValue, uint.MaxValue),
            _ => (double.NegativeInfinity, double.PositiveInfinity),
        };
        return _tensor is null && (_number < least || _number > most);
    }

    internal Tensor As(DType dtype) => _tensor is null ? Tensor.Full(Shape.Scalar, _number, dtype) : _tensor.Cast(dtype);

    internal Tensor AsTensor() => As(Common(this, this));
}
