namespace Cornea;

public static partial class Ops
{
    /// <summary>0, 1, ..., <paramref name="stop"/> - 1 as whole numbers. Keras: <c>ops.arange</c>.</summary>
    /// <param name="stop">The end, not included.</param>
    /// <param name="dtype">The type.</param>
    public static Tensor Arange(int stop, DType dtype = DType.Int32) => Tensor.Arange(0, stop, 1, dtype);

    /// <summary>Whole numbers in steps: of whole ends the type is int32, as in Keras's <c>ops.arange</c>.</summary>
    /// <param name="start">The first.</param>
    /// <param name="stop">The end, not included.</param>
    /// <param name="step">The difference of adjacent elements, not 0.</param>
    /// <param name="dtype">The type.</param>
    public static Tensor Arange(int start, int stop, int step = 1, DType dtype = DType.Int32) => Tensor.Arange(start, stop, step, dtype);

    /// <summary>Numbers in steps: where an end has a fraction the type is float32, as in Keras's <c>ops.arange</c>.</summary>
    /// <param name="start">The first.</param>
    /// <param name="stop">The end, not included.</param>
    /// <param name="step">The difference of adjacent elements, not 0.</param>
    /// <param name="dtype">The type.</param>
    public static Tensor Arange(double start, double stop, double step = 1, DType dtype = DType.Float32) =>
        Tensor.Arange(start, stop, step, dtype);

    /// <summary>Evenly spaced numbers. Keras: <c>ops.linspace</c>.</summary>
    /// <param name="start">The first, any shape.</param>
    /// <param name="stop">The last, a shape that broadcasts with it.</param>
    /// <param name="num">How many.</param>
    /// <param name="endpoint">Whether the last one is among them; else they end one step before it.</param>
    /// <param name="dtype">The type; the common floating one where null.</param>
    /// <param name="axis">Where the axis of the numbers stands.</param>
    public static Tensor Linspace(Tensor start, Tensor stop, int num = 50, bool endpoint = true, DType? dtype = null, int axis = 0) =>
        Linspace(start, stop, out _, num, endpoint, dtype, axis);

    /// <summary>Evenly spaced numbers and their distance. Keras: <c>ops.linspace</c> with <c>retstep</c>.</summary>
    /// <param name="start">The first, any shape.</param>
    /// <param name="stop">The last, a shape that broadcasts with it.</param>
    /// <param name="step">The distance of adjacent elements; NaN of one number.</param>
    /// <param name="num">How many.</param>
    /// <param name="endpoint">Whether the last one is among them; else they end one step before it.</param>
    /// <param name="dtype">The type; the common floating one where null.</param>
    /// <param name="axis">Where the axis of the numbers stands.</param>
    public static Tensor Linspace(
        Tensor start, Tensor stop, out Tensor step, int num = 50, bool endpoint = true, DType? dtype = null, int axis = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(num);
        var common = DTypes.Promote(start.DType, stop.DType);
        var type = common.IsFloat() ? common : DType.Float32;
        // In double precision, so that the numbers are right to the last digit of float32.
        var shape = Shape.Broadcast(start.Shape, stop.Shape);
        var (from, to) = (start.ToFloat64().BroadcastTo(shape), stop.ToFloat64().BroadcastTo(shape));
        var parts = endpoint ? num - 1 : num;
        var distance = (to - from) / Math.Max(1, parts);
        step = (parts > 0 ? distance : Tensor.FullLike(distance, double.NaN)).Cast(type);
        var counted = Tensor.Arange(num, DType.Float64).Reshape(Along(0, shape.Rank + 1, num));
        var numbers = from.ExpandDims(0) + distance.ExpandDims(0) * counted;
        if (endpoint && num > 1)
            numbers = Tensor.Where(counted.EqualTo(num - 1), to.ExpandDims(0), numbers);
        return numbers.MoveAxis(0, axis).Cast(dtype ?? type);
    }

    /// <summary>Numbers whose exponents lie evenly: <c>base^start</c> to <c>base^stop</c>. Keras: <c>ops.logspace</c>.</summary>
    /// <param name="start">The first exponent, any shape.</param>
    /// <param name="stop">The last exponent, a shape that broadcasts with it.</param>
    /// <param name="num">How many.</param>
    /// <param name="endpoint">Whether the last one is among them.</param>
    /// <param name="logBase">The base.</param>
    /// <param name="dtype">The type; the common floating one where null.</param>
    /// <param name="axis">Where the axis of the numbers stands.</param>
    public static Tensor Logspace(
        Tensor start, Tensor stop, int num = 50, bool endpoint = true, double logBase = 10, DType? dtype = null, int axis = 0)
    {
        var exponents = Linspace(start.ToFloat64(), stop.ToFloat64(), num, endpoint, null, axis);
        return (exponents * Math.Log(logBase)).Exp().Cast(dtype ?? Floats(start + stop).DType);
    }

    /// <summary>Numbers each of which is the one before times the same factor. Keras: <c>ops.geomspace</c>.</summary>
    /// <param name="start">The first, any shape, not 0.</param>
    /// <param name="stop">The last, of the same sign, a shape that broadcasts with it.</param>
    /// <param name="num">How many.</param>
    /// <param name="endpoint">Whether the last one is among them.</param>
    /// <param name="dtype">The type; the common floating one where null.</param>
    /// <param name="axis">Where the axis of the numbers stands.</param>
    /// <returns>NaN where the signs differ.</returns>
    public static Tensor Geomspace(Tensor start, Tensor stop, int num = 50, bool endpoint = true, DType? dtype = null, int axis = 0)
    {
        var (from, to) = (start.ToFloat64(), stop.ToFloat64());
        var sign = Tensor.Where((from * to) > 0, from.Sign(), double.NaN);
        var sizes = Linspace(from.Abs().Log(), to.Abs().Log(), num, endpoint, null, axis).Exp();
        return (sign.ExpandDims(axis < 0 ? axis + sizes.Rank : axis) * sizes).Cast(dtype ?? Floats(start + stop).DType);
    }

    /// <summary>Numbers whose exponents lie evenly: <c>base^start</c> to <c>base^stop</c>.</summary>
    /// <param name="start">The first exponent.</param>
    /// <param name="stop">The last exponent.</param>
    /// <param name="count">How many.</param>
    /// <param name="logBase">The base.</param>
    public static Tensor Logspace(double start, double stop, int count = 50, double logBase = 10) =>
        Doubles(count, i => Math.Pow(logBase, start + (count == 1 ? 0 : i * (stop - start) / (count - 1))));

    /// <summary>Numbers each of which is the one before times the same factor.</summary>
    /// <param name="start">The first.</param>
    /// <param name="stop">The last, of the same sign.</param>
    /// <param name="count">How many.</param>
    /// <exception cref="ArgumentException">An end is 0, or the signs differ.</exception>
    public static Tensor Geomspace(double start, double stop, int count = 50) => start * stop > 0
        ? Doubles(count, i => count == 1 ? start : start * Math.Pow(stop / start, (double)i / (count - 1)))
        : throw new ArgumentException(
            $"Ops.Geomspace expects two numbers of one sign, but received {start} and {stop}. Use Tensor.Linspace through 0.");
}
