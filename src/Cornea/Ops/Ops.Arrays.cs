namespace Cornea;

public static partial class Ops
{
    /// <summary>Differences of adjacent elements: <c>x[i + 1] - x[i]</c>; of bool, whether they differ.</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="n">How many times over.</param>
    /// <param name="axis">The axis, which becomes shorter by n.</param>
    public static Tensor Diff(Tensor x, int n = 1, int axis = -1)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(n);
        var along = x.Shape.Axis(axis);
        for (var i = 0; i < n; i++)
        {
            // Nothing has no differences.
            int length = Math.Max(0, x.Shape[along] - 1);
            var (next, here) = (x.Narrow(along, Math.Min(1, x.Shape[along]), length), x.Narrow(along, 0, length));
            x = x.DType == DType.Bool ? next ^ here : next - here;
        }
        return x;
    }

    /// <summary>The area under a curve of straight segments.</summary>
    /// <param name="y">Heights, any shape.</param>
    /// <param name="x">Positions of the heights along the axis, (n) or of the shape of y; null where they lie evenly.</param>
    /// <param name="dx">How far apart they lie then.</param>
    /// <param name="axis">The axis.</param>
    public static Tensor Trapezoid(Tensor y, Tensor? x = null, double dx = 1, int axis = -1)
    {
        var values = Floats(y).MoveAxis(axis, -1);
        var length = values.Shape[^1];
        // Halved before they are added: sums of two large numbers overflow.
        var halves = values / 2;
        var means = halves.Narrow(values.Rank - 1, 1, length - 1) + halves.Narrow(values.Rank - 1, 0, length - 1);
        var widths = x is null ? Tensor.Full(Shape.Scalar, dx, means.DType) : Diff(Floats(x.Rank == 1 ? x : x.MoveAxis(axis, -1)));
        return (means * widths).Sum(means.Rank - 1);
    }

    /// <summary>Turned by quarters in a plane, from its first axis to its second.</summary>
    /// <param name="x">At least two axes.</param>
    /// <param name="k">Quarters; negative ones turn back.</param>
    /// <param name="first">The plane's first axis.</param>
    /// <param name="second">The plane's second axis.</param>
    public static Tensor Rot90(Tensor x, int k = 1, int first = 0, int second = 1) => (((k % 4) + 4) % 4) switch
    {
        0 => x,
        1 => x.Reverse(second).SwapAxes(first, second),
        2 => x.Reverse(first, second),
        _ => x.SwapAxes(first, second).Reverse(second),
    };

    /// <summary>Ones on and below a diagonal, zeros above it.</summary>
    /// <param name="rows">Rows.</param>
    /// <param name="columns">Columns; as many as rows where null.</param>
    /// <param name="diagonal">Which: 0 is the main one, above it 1, 2 and so on.</param>
    /// <param name="dtype">The type.</param>
    public static Tensor Tri(int rows, int? columns = null, int diagonal = 0, DType dtype = DType.Float32) =>
        Below(rows, columns ?? rows, diagonal).Cast(dtype);

    /// <summary>Matrices with zeros above a diagonal.</summary>
    /// <param name="x">(..., rows, columns).</param>
    /// <param name="diagonal">Which: 0 is the main one, above it 1, 2 and so on.</param>
    public static Tensor Tril(Tensor x, int diagonal = 0) =>
        Tensor.Where(Below(x.Shape[^2], x.Shape[^1], diagonal), x, Tensor.Full(Shape.Scalar, 0, x.DType));

    /// <summary>Matrices with zeros below a diagonal.</summary>
    /// <param name="x">(..., rows, columns).</param>
    /// <param name="diagonal">Which: 0 is the main one, above it 1, 2 and so on.</param>
    public static Tensor Triu(Tensor x, int diagonal = 0) =>
        Tensor.Where(Below(x.Shape[^2], x.Shape[^1], diagonal - 1), Tensor.Full(Shape.Scalar, 0, x.DType), x);

    /// <summary>A vector as the diagonal of a matrix of zeros, or the diagonal of a matrix.</summary>
    /// <param name="x">(n) or (rows, columns).</param>
    /// <param name="diagonal">Which: 0 is the main one, above it 1, 2 and so on.</param>
    public static Tensor Diag(Tensor x, int diagonal = 0)
    {
        if (x.Rank == 2)
            return x.Diagonal(diagonal);
        if (x.Rank != 1)
        {
            throw new ShapeException(
                $"Ops.Diag expects a vector or a matrix, but received shape {x.Shape}. Use DiagFlat or Tensor.Diagonal.");
        }
        var side = x.Size + Math.Abs(diagonal);
        // Each value at the position that its row has on the diagonal.
        var column = x.Pad([Math.Max(0, -diagonal)], [Math.Max(0, diagonal)]).ExpandDims(1);
        return Tensor.Where(Tensor.Eye(side, side, diagonal, DType.Bool), column, Tensor.Full(Shape.Scalar, 0, x.DType));
    }

    /// <summary>All values as the diagonal of a matrix of zeros.</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="diagonal">Which: 0 is the main one, above it 1, 2 and so on.</param>
    public static Tensor DiagFlat(Tensor x, int diagonal = 0) => Diag(x.Flatten(), diagonal);

    /// <summary>Powers of a vector as columns, the highest first.</summary>
    /// <param name="x">(n).</param>
    /// <param name="count">How many columns; n where null.</param>
    /// <param name="increasing">Whether the highest stands last.</param>
    public static Tensor Vander(Tensor x, int? count = null, bool increasing = false)
    {
        var columns = count ?? x.Size;
        var powers = new List<Tensor> { Tensor.OnesLike(x) };
        while (powers.Count < columns)
            powers.Add(powers[^1] * x);
        var ordered = powers.Take(columns);
        return Tensor.Stack([.. increasing ? ordered : ordered.Reverse()], 1);
    }

    /// <summary>The product of Kronecker: each value of a, times b.</summary>
    /// <param name="a">Any shape.</param>
    /// <param name="b">As many axes; missing ones are added in front.</param>
    public static Tensor Kron(Tensor a, Tensor b)
    {
        var rank = Math.Max(a.Rank, b.Rank);
        Shape Full(Tensor x) => new([.. Enumerable.Repeat(1, rank - x.Rank), .. x.Shape]);
        var (left, right) = (Full(a), Full(b));
        // (a₀, 1, a₁, 1, ...) times (1, b₀, 1, b₁, ...)
        var product = a.Reshape(new Shape([.. left.SelectMany(length => (int[])[length, 1])])) * b.Reshape(
            new Shape([.. right.SelectMany(length => (int[])[1, length])]));
        return product.Reshape(new Shape([.. left.Zip(right, (x, y) => x * y)]));
    }

    /// <summary>Where values belong in a sorted list so that it stays sorted, int32.</summary>
    /// <param name="sorted">(n), from the least to the largest.</param>
    /// <param name="values">Any shape.</param>
    /// <param name="right">Whether a value goes behind those that equal it.</param>
    /// <remarks>Each value is compared with all of the list.</remarks>
    public static Tensor SearchSorted(Tensor sorted, Tensor values, bool right = false)
    {
        var column = values.ExpandDims(-1);
        return (right ? sorted <= column : sorted < column).Cast(DType.Int32).Sum(values.Rank);
    }

    /// <summary>The bin of each value, int32: 0 below the first edge, n behind the last.</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="bins">Edges (n), from the least to the largest; an edge belongs to the bin above it.</param>
    public static Tensor Digitize(Tensor x, Tensor bins) => SearchSorted(bins, x, right: true);

    /// <summary>Positions in an array as counted row by row, as one position per axis.</summary>
    /// <param name="indices">Whole numbers of any shape.</param>
    /// <param name="shape">The array's shape.</param>
    public static Tensor[] UnravelIndex(Tensor indices, Shape shape)
    {
        var strides = shape.Strides();
        return [.. Enumerable.Range(0, shape.Rank).Select(axis => indices.FloorDivide(strides[axis]) % shape[axis])];
    }

    /// <summary>Two tensors, one behind the other; flattened where no axis is given.</summary>
    /// <param name="a">Any shape.</param>
    /// <param name="b">A shape that differs along the axis only.</param>
    /// <param name="axis">The axis.</param>
    public static Tensor Append(Tensor a, Tensor b, int? axis = null) =>
        axis is { } along ? Tensor.Concat([a, b], along) : Tensor.Concat([a.Flatten(), b.Flatten()]);

    /// <summary>Parts along an axis, as equal as they can be: the first ones are longer by 1.</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="parts">How many.</param>
    /// <param name="axis">The axis.</param>
    public static Tensor[] ArraySplit(Tensor x, int parts, int axis = 0)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(parts, 1);
        var (length, from) = (x.Shape[x.Shape.Axis(axis)], 0);
        var split = new Tensor[parts];
        for (var i = 0; i < parts; i++)
        {
            var count = length / parts + (i < length % parts ? 1 : 0);
            (split[i], from) = (x.Narrow(axis, from, count), from + count);
        }
        return split;
    }

    /// <summary>The window of Bartlett: a triangle that is 0 at both ends.</summary>
    /// <param name="length">How many numbers.</param>
    public static Tensor Bartlett(int length) => Window(length, t => 1 - Math.Abs(2 * t - 1));

    /// <summary>The window of Blackman.</summary>
    /// <param name="length">How many numbers.</param>
    public static Tensor Blackman(int length) =>
        Window(length, t => 0.42 - 0.5 * Math.Cos(2 * Math.PI * t) + 0.08 * Math.Cos(4 * Math.PI * t));

    /// <summary>The window of Hamming.</summary>
    /// <param name="length">How many numbers.</param>
    public static Tensor Hamming(int length) => Window(length, t => 0.54 - 0.46 * Math.Cos(2 * Math.PI * t));

    /// <summary>The window of von Hann.</summary>
    /// <param name="length">How many numbers.</param>
    public static Tensor Hanning(int length) => Window(length, t => 0.5 - 0.5 * Math.Cos(2 * Math.PI * t));

    /// <summary>The window of Kaiser, <c>I₀(β √(1 - (2t - 1)²)) / I₀(β)</c>.</summary>
    /// <param name="length">How many numbers.</param>
    /// <param name="beta">How narrow it is.</param>
    public static Tensor Kaiser(int length, double beta) =>
        Window(length, t => Bessel(beta * Math.Sqrt(Math.Max(0, 1 - (2 * t - 1) * (2 * t - 1)))) / Bessel(beta));

    private static Tensor Below(int rows, int columns, int diagonal) =>
        Tensor.Arange(columns, DType.Float32) <= Tensor.Arange(rows, DType.Float32).ExpandDims(1) + diagonal;

    // t runs from 0 to 1; a window of one number is 1.
    private static Tensor Window(int length, Func<double, double> value) =>
        Doubles(length, i => length == 1 ? 1 : value((double)i / (length - 1)));

    private static Tensor Doubles(int count, Func<int, double> value) =>
        Tensor.From([.. Enumerable.Range(0, count).Select(i => (float)value(i))]);

    // The modified Bessel function of order 0 by its power series, whose terms fall once k is above x / 2.
    private static double Bessel(double x)
    {
        var (sum, term) = (1.0, 1.0);
        for (var k = 1; term > sum * 1e-17; k++)
        {
            term *= x / 2 / k * (x / 2 / k);
            sum += term;
        }
        return sum;
    }
}
