using Cornea.Graph.Ops;

namespace Cornea.Graph.Evaluation;

/// <summary>Layout ops in double: where each element of the result comes from.</summary>
internal static class ReferenceLayout
{
    public static void Unravel(int flat, Shape shape, int[] index)
    {
        for (var axis = shape.Rank - 1; axis >= 0; axis--)
        {
            index[axis] = flat % shape[axis];
            flat /= shape[axis];
        }
    }

    public static double[] Transpose(Transpose op, double[] x, Shape shape, Shape result)
    {
        var strides = shape.Strides();
        return Pick(x, result, index => Enumerable.Range(0, index.Length).Sum(i => index[i] * strides[op.Order[i]]));
    }

    public static double[] Broadcast(double[] x, Shape shape, Shape result)
    {
        var strides = shape.Strides();
        var added = result.Rank - shape.Rank;
        return Pick(x, result, index => Enumerable.Range(0, shape.Rank).Sum(i => shape[i] == 1 ? 0 : index[i + added] * strides[i]));
    }

    public static double[] Slice(Slicing op, double[] x, Shape shape, Shape result)
    {
        var strides = shape.Strides();
        return Pick(x, result, index => Enumerable.Range(0, shape.Rank).Sum(i => (op.Starts[i] + index[i] * op.Steps[i]) * strides[i]));
    }

    public static double[] Pad(Pad op, double[] x, Shape shape, Shape result)
    {
        var values = new double[result.Size];
        Array.Fill(values, op.Value);
        var strides = result.Strides();
        var index = new int[shape.Rank];
        for (var i = 0; i < x.Length; i++)
        {
            Unravel(i, shape, index);
            var (at, inside) = (0, true);
            for (var axis = 0; axis < shape.Rank; axis++)
            {
                var position = op.Low[axis] + index[axis] * (op.Interior[axis] + 1);
                inside &= position >= 0 && position < result[axis];
                at += position * strides[axis];
            }
            if (inside)
                values[at] = x[i];
        }
        return values;
    }

    public static double[] Concat(Concat op, double[][] x, Shape[] shapes, Shape result)
    {
        var values = new double[result.Size];
        var strides = result.Strides();
        var start = 0;
        for (var part = 0; part < x.Length; part++)
        {
            var index = new int[result.Rank];
            for (var i = 0; i < x[part].Length; i++)
            {
                Unravel(i, shapes[part], index);
                index[op.Axis] += start;
                values[index.Select((position, axis) => position * strides[axis]).Sum()] = x[part][i];
            }
            start += shapes[part][op.Axis];
        }
        return values;
    }

    private static double[] Pick(double[] x, Shape result, Func<int[], int> source)
    {
        var index = new int[result.Rank];
        return ReferenceEvaluator.Map(result.Size, i =>
        {
            Unravel(i, result, index);
            return x[source(index)];
        });
    }
}
