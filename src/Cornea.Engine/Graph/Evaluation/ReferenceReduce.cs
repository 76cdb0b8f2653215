using Cornea.Graph.Ops;

namespace Cornea.Graph.Evaluation;

/// <summary>Reductions, running sums and sorting in double.</summary>
internal static class ReferenceReduce
{
    public static double[] Reduce(Reduce op, double[] x, Shape shape, Shape result)
    {
        var start = op.Kind switch
        {
            ReduceKind.Sum => 0,
            ReduceKind.Product => 1,
            ReduceKind.Maximum => double.NegativeInfinity,
            _ => double.PositiveInfinity,
        };
        var values = new double[result.Size];
        Array.Fill(values, start);
        var strides = result.Strides();
        var index = new int[shape.Rank];
        for (var i = 0; i < x.Length; i++)
        {
            ReferenceLayout.Unravel(i, shape, index);
            var at = 0;
            for (int axis = 0, kept = 0; axis < shape.Rank; axis++)
            {
                if (!op.Axes.Contains(axis))
                    at += index[axis] * strides[kept++];
            }
            values[at] = Combine(op.Kind, values[at], x[i]);
        }
        return values;
    }

    public static double[] Softmax(Softmax op, double[] x, int columns)
    {
        var result = new double[x.Length];
        for (var row = 0; row < x.Length; row += columns)
        {
            var values = x.AsSpan(row, columns);
            var largest = double.NegativeInfinity;
            foreach (var value in values)
                largest = Math.Max(largest, value);
            var sum = 0.0;
            foreach (var value in values)
                sum += Math.Exp((value - largest) * op.Scale);
            for (var i = 0; i < columns; i++)
            {
                var difference = (values[i] - largest) * op.Scale;
                result[row + i] = op.Logarithm ? difference - Math.Log(sum) : Math.Exp(difference) / sum;
            }
        }
        return result;
    }

    public static double[] ArgReduce(ArgReduce op, double[] x, Shape shape)
    {
        var (outer, length, inner) = Split(shape, op.Axis);
        return ReferenceEvaluator.Map(outer * inner, i =>
        {
            var at = i / inner * length * inner + i % inner;
            var best = 0;
            for (var j = 1; j < length; j++)
            {
                var (value, held) = (x[at + j * inner], x[at + best * inner]);
                // NaN wins, as in NumPy.
                if (!double.IsNaN(held) && (double.IsNaN(value) || (op.Largest ? value > held : value < held)))
                    best = j;
            }
            return best;
        });
    }

    public static double[] Cumulative(Cumulative op, double[] x, Shape shape)
    {
        var (outer, length, inner) = Split(shape, op.Axis);
        var result = new double[x.Length];
        for (var row = 0; row < outer * inner; row++)
        {
            var running = op.Kind == ReduceKind.Sum ? 0.0 : 1.0;
            for (var step = 0; step < length; step++)
            {
                var at = (row / inner * length + (op.Reverse ? length - 1 - step : step)) * inner + row % inner;
                var next = Combine(op.Kind, running, x[at]);
                result[at] = op.Exclusive ? running : next;
                running = next;
            }
        }
        return result;
    }

    public static double[] ArgSort(ArgSort op, double[] x, Shape shape)
    {
        var (outer, length, inner) = Split(shape, op.Axis);
        var result = new double[x.Length];
        for (var row = 0; row < outer * inner; row++)
        {
            var at = row / inner * length * inner + row % inner;
            // NaN sorts last either way, as in NumPy; OrderBy keeps equal elements in order.
            var keys = Enumerable.Range(0, length).OrderBy(j => double.IsNaN(x[at + j * inner]) ? 1 : 0);
            var order = op.Descending ? keys.ThenByDescending(j => x[at + j * inner]) : keys.ThenBy(j => x[at + j * inner]);
            var position = 0;
            foreach (var j in order)
                result[at + position++ * inner] = j;
        }
        return result;
    }

    private static double Combine(ReduceKind kind, double a, double b) => kind switch
    {
        ReduceKind.Sum => a + b,
        ReduceKind.Product => a * b,
        ReduceKind.Maximum => Math.Max(a, b),
        _ => Math.Min(a, b),
    };

    private static (int Outer, int Length, int Inner) Split(Shape shape, int axis) =>
        (new Shape(shape.AsSpan()[..axis]).Size, shape[axis], new Shape(shape.AsSpan()[(axis + 1)..]).Size);
}
