namespace Cornea;

/// <summary>
/// A tensor or a plain number, as one side of an operation. A plain number takes the tensor's element type, so
/// <c>x * 0.5</c> stays float32; only a fraction with an integer tensor makes float32 of it.
/// </summary>
public readonly struct Operand
{
    private readonly Tensor? _tensor;
    private readonly double _number;
    private readonly DType _weakest;

    private Operand(Tensor? tensor, double number, DType weakest)
    {
        _tensor = tensor;
        _number = number;
        _weakest = weakest;
    }

    /// <summary>A tensor.</summary>
    /// <param name="tensor">The tensor.</param>
    public static implicit operator Operand(Tensor tensor) => new(tensor, 0, DType.Bool);

    /// <summary>What a variable holds when the plan runs.</summary>
    /// <param name="variable">The variable.</param>
    public static implicit operator Operand(Variable variable) => new(variable.Value, 0, DType.Bool);

    /// <summary>A number.</summary>
    /// <param name="number">Its value.</param>
    public static implicit operator Operand(double number) => new(null, number, DType.Float32);

    /// <summary>A number.</summary>
    /// <param name="number">Its value.</param>
    public static implicit operator Operand(float number) => new(null, number, DType.Float32);

    /// <summary>A whole number.</summary>
    /// <param name="number">Its value.</param>
    public static implicit operator Operand(int number) => new(null, number, DType.UInt8);

    /// <summary>True or false.</summary>
    /// <param name="value">The value.</param>
    public static implicit operator Operand(bool value) => new(null, value ? 1 : 0, DType.Bool);

    /// <summary>Two operands as tensors of one type and shape.</summary>
    internal static (Tensor A, Tensor B) Unify(Operand a, Operand b)
    {
        var dtype = Common(a, b);
        var (x, y) = (a.As(dtype), b.As(dtype));
        if (x.Shape == y.Shape)
            return (x, y);
        var shape = Shape.Broadcast(x.Shape, y.Shape);
        return (x.BroadcastTo(shape), y.BroadcastTo(shape));
    }

    /// <summary>The element type in which an operation on both computes.</summary>
    internal static DType Common(Operand a, Operand b)
    {
        var dtype = DTypes.Promote(a.Type, b.Type);
        // Two plain numbers, or a whole number beside a bool tensor, still need a type that holds them.
        return dtype == DType.UInt8 && !(a._tensor?.DType == DType.UInt8 || b._tensor?.DType == DType.UInt8) ? DType.Int32 : dtype;
    }

    internal Tensor As(DType dtype) => _tensor is null ? Tensor.Full(Shape.Scalar, _number, dtype) : _tensor.Cast(dtype);

    internal Tensor AsTensor() => As(Common(this, this));

    private DType Type => _tensor?.DType ?? _weakest;
}
