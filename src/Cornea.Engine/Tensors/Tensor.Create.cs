namespace Cornea;

public sealed partial class Tensor
{
    /// <summary>A tensor with a copy of some values.</summary>
    /// <typeparam name="T">The C# type of an element type, such as float; see <see cref="DTypes.Of{T}"/>.</typeparam>
    /// <param name="values">The elements, row by row.</param>
    /// <param name="shape">Axis lengths; one axis when none is given.</param>
    /// <exception cref="ShapeException">The shape has another number of elements.</exception>
    public static Tensor From<T>(ReadOnlySpan<T> values, Shape? shape = null) where T : unmanaged
    {
        shape ??= new Shape(values.Length);
        if (shape.Size != values.Length)
        {
            throw new ShapeException(
                $"Tensor.From expects {shape.Size:N0} values for shape {shape}, but received {values.Length:N0}. Change the shape or the "
                    + $"values.");
        }
        return new Tensor(HostMemory.Copy(values, shape));
    }

    /// <summary>A tensor with a copy of some values.</summary>
    /// <typeparam name="T">The C# type of an element type, such as float; see <see cref="DTypes.Of{T}"/>.</typeparam>
    /// <param name="values">The elements, row by row.</param>
    /// <param name="shape">Axis lengths; one axis when none is given.</param>
    /// <exception cref="ShapeException">The shape has another number of elements.</exception>
    public static Tensor From<T>(T[] values, Shape? shape = null) where T : unmanaged => From((ReadOnlySpan<T>)values, shape);

    /// <summary>A tensor whose elements are written straight to their place: no copy of them is needed beside it.</summary>
    /// <typeparam name="T">The C# type of an element type, such as float; see <see cref="DTypes.Of{T}"/>.</typeparam>
    /// <param name="shape">Axis lengths.</param>
    /// <param name="fill">Writes the elements, row by row.</param>
    /// <param name="cleared">Whether the elements are zeros before; without it, all have to be written.</param>
    /// <example><code>var noise = Tensor.Create&lt;byte&gt;([1000, 28, 28], Random.Shared.NextBytes);</code></example>
    public static Tensor Create<T>(Shape shape, Action<Span<T>> fill, bool cleared = true) where T : unmanaged
    {
        var buffer = new HostMemory(new TensorType(shape, DTypes.Of<T>()), cleared);
        fill(buffer.Span<T>());
        return new Tensor(buffer);
    }

    /// <summary>A tensor whose elements are written as bytes, for copies that need not know their type.</summary>
    /// <param name="type">Axis lengths and element type.</param>
    /// <param name="fill">Writes the elements, row by row, as they lie in memory; they are zeros before.</param>
    public static Tensor Create(TensorType type, Action<Span<byte>> fill)
    {
        var buffer = new HostMemory(type);
        fill(buffer.Bytes);
        return new Tensor(buffer);
    }

    /// <summary>A matrix with a copy of some values.</summary>
    /// <typeparam name="T">The C# type of an element type, such as float; see <see cref="DTypes.Of{T}"/>.</typeparam>
    /// <param name="values">Rows and columns.</param>
    public static Tensor From<T>(T[,] values)
        where T : unmanaged => From((ReadOnlySpan<T>)Elements<T>(values), [values.GetLength(0), values.GetLength(1)]);

    /// <summary>A tensor of three axes with a copy of some values.</summary>
    /// <typeparam name="T">The C# type of an element type, such as float; see <see cref="DTypes.Of{T}"/>.</typeparam>
    /// <param name="values">The values.</param>
    public static Tensor From<T>(T[,,] values) where T : unmanaged =>
        From((ReadOnlySpan<T>)Elements<T>(values), [values.GetLength(0), values.GetLength(1), values.GetLength(2)]);

    /// <summary>A tensor of four axes with a copy of some values.</summary>
    /// <typeparam name="T">The C# type of an element type, such as float; see <see cref="DTypes.Of{T}"/>.</typeparam>
    /// <param name="values">The values.</param>
    public static Tensor From<T>(T[,,,] values) where T : unmanaged =>
        From((ReadOnlySpan<T>)Elements<T>(values), [values.GetLength(0), values.GetLength(1), values.GetLength(2), values.GetLength(3)]);

    /// <summary>A tensor of one number, shape <c>()</c>.</summary>
    /// <typeparam name="T">The C# type of an element type, such as float; see <see cref="DTypes.Of{T}"/>.</typeparam>
    /// <param name="value">The number.</param>
    public static Tensor From<T>(T value) where T : unmanaged => From([value], Shape.Scalar);

    /// <summary>One number repeated.</summary>
    /// <param name="shape">Axis lengths.</param>
    /// <param name="value">The number.</param>
    /// <param name="dtype">Element type.</param>
    public static Tensor Full(Shape shape, double value, DType dtype = DType.Float32)
    {
        var scalar = new HostMemory(new TensorType(Shape.Scalar, dtype));
        scalar.Set(0, value);
        return new Tensor(scalar).BroadcastTo(shape);
    }

    /// <summary>Zeros.</summary>
    /// <param name="shape">Axis lengths.</param>
    /// <param name="dtype">Element type.</param>
    public static Tensor Zeros(Shape shape, DType dtype = DType.Float32) => Full(shape, 0, dtype);

    /// <summary>Ones.</summary>
    /// <param name="shape">Axis lengths.</param>
    /// <param name="dtype">Element type.</param>
    public static Tensor Ones(Shape shape, DType dtype = DType.Float32) => Full(shape, 1, dtype);

    /// <summary>Zeros of another tensor's shape and type.</summary>
    /// <param name="tensor">The other tensor.</param>
    /// <param name="dtype">Element type; that of the other tensor where null.</param>
    public static Tensor ZerosLike(Tensor tensor, DType? dtype = null) => Zeros(tensor.Shape, dtype ?? tensor.DType);

    /// <summary>Ones of another tensor's shape and type.</summary>
    /// <param name="tensor">The other tensor.</param>
    /// <param name="dtype">Element type; that of the other tensor where null.</param>
    public static Tensor OnesLike(Tensor tensor, DType? dtype = null) => Ones(tensor.Shape, dtype ?? tensor.DType);

    /// <summary>One value repeated over another tensor's shape. Keras: <c>ops.full_like</c>.</summary>
    /// <param name="tensor">The other tensor.</param>
    /// <param name="value">A number, or a tensor that broadcasts to the shape.</param>
    /// <param name="dtype">Element type; that of the other tensor where null.</param>
    /// <exception cref="ShapeException">The value does not broadcast to the shape.</exception>
    public static Tensor FullLike(Tensor tensor, Operand value, DType? dtype = null) =>
        value.AsTensor().Cast(dtype ?? tensor.DType).BroadcastTo(tensor.Shape);

    /// <summary>0, 1, ..., <paramref name="stop"/> - 1.</summary>
    /// <param name="stop">How many.</param>
    /// <param name="dtype">Element type.</param>
    public static Tensor Arange(int stop, DType dtype = DType.Int32) => Arange(0, stop, 1, dtype);

    /// <summary>From <paramref name="start"/> up to but not including <paramref name="stop"/>, in steps.</summary>
    /// <param name="start">First value.</param>
    /// <param name="stop">Where to end; not included.</param>
    /// <param name="step">Difference of adjacent values; not 0.</param>
    /// <param name="dtype">Element type.</param>
    /// <exception cref="ArgumentException">The step is 0.</exception>
    public static Tensor Arange(double start, double stop, double step = 1, DType dtype = DType.Float32)
    {
        if (step == 0)
            throw new ArgumentException("Tensor.Arange expects a step other than 0. Give the difference of adjacent values.", nameof(step));
        return Filled(new Shape(Math.Max(0, checked((int)Math.Ceiling((stop - start) / step)))), dtype, i => start + i * step);
    }

    /// <summary>Evenly spaced numbers, both ends included.</summary>
    /// <param name="start">First value.</param>
    /// <param name="stop">Last value.</param>
    /// <param name="count">How many.</param>
    /// <param name="dtype">Element type.</param>
    public static Tensor Linspace(double start, double stop, int count, DType dtype = DType.Float32) =>
        Filled(new Shape(count), dtype, i => i == count - 1 && count > 1 ? stop : start + i * ((stop - start) / Math.Max(1, count - 1)));

    /// <summary>Ones on a diagonal, zeros elsewhere.</summary>
    /// <param name="rows">Number of rows.</param>
    /// <param name="columns">Number of columns; as many as rows when not given.</param>
    /// <param name="diagonal">0 is the main diagonal, positive ones lie above it.</param>
    /// <param name="dtype">Element type.</param>
    public static Tensor Eye(int rows, int? columns = null, int diagonal = 0, DType dtype = DType.Float32) =>
        (Arange(rows).ExpandDims(1) + diagonal).EqualTo(Arange(columns ?? rows).ExpandDims(0)).Cast(dtype);

    private static Tensor Filled(Shape shape, DType dtype, Func<int, double> value)
    {
        var buffer = new HostMemory(new TensorType(shape, dtype), cleared: false);
        for (var i = 0; i < shape.Size; i++)
            buffer.Set(i, value(i));
        return new Tensor(buffer);
    }
}
