using Cornea.Graph.Ops;

namespace Cornea.Graph.Evaluation;

/// <summary>Matrix products, gathers and random numbers in double.</summary>
internal static class ReferenceIndexing
{
    public static double[] MatMul(MatMul op, double[] a, double[] b, Shape shape, Shape result)
    {
        var (m, n) = (result[^2], result[^1]);
        var k = op.TransposeA ? shape[^2] : shape[^1];
        return ReferenceEvaluator.Map(result.Size, at =>
        {
            var (batch, i, j) = (at / (m * n), at / n % m, at % n);
            var sum = 0.0;
            for (var p = 0; p < k; p++)
            {
                sum += a[batch * m * k + (op.TransposeA ? p * m + i : i * k + p)]
                    * b[batch * k * n + (op.TransposeB ? j * k + p : p * n + j)];
            }
            return sum;
        });
    }

    public static double[] Gather(Gather op, double[] x, double[] indices, Shape shape)
    {
        var (outer, length, inner) = Split(shape, op.Axis);
        return ReferenceEvaluator.Map(outer * indices.Length * inner, at =>
        {
            var (o, i, rest) = (at / inner / indices.Length, at / inner % indices.Length, at % inner);
            return x[(o * length + Checked(indices[i], length, op.Name, op.Fault)) * inner + rest];
        });
    }

    public static double[] ScatterAdd(ScatterAdd op, double[] x, double[] indices, double[] rows, Shape shape)
    {
        var (_, length, inner) = Split(shape, op.Axis);
        var result = (double[])x.Clone();
        for (var at = 0; at < rows.Length; at++)
        {
            var (o, i, rest) = (at / inner / indices.Length, at / inner % indices.Length, at % inner);
            result[(o * length + Checked(indices[i], length, op.Name)) * inner + rest] += rows[at];
        }
        return result;
    }

    public static double[] Random(Graph.Ops.Random op, ulong key) => ReferenceEvaluator.Map(op.Shape.Size, i => op.Kind switch
    {
        RandomKind.Uniform => Philox.Fraction(Philox.Bits(key, op.Stream, i)),
        RandomKind.Normal => Philox.Normal(key, op.Stream, i),
        RandomKind.TruncatedNormal => Philox.TruncatedNormal(key, op.Stream, i),
        _ => (double)(int)Philox.Bits(key, op.Stream, i),
    });

    private static int Checked(double index, int length, string who, string? fault = null) => index >= 0 && index < length
        ? (int)index
        : throw Graph.Ops.Gather.Outside((long)index, length, who, fault);

    private static (int Outer, int Length, int Inner) Split(Shape shape, int axis) =>
        (new Shape(shape.AsSpan()[..axis]).Size, shape[axis], new Shape(shape.AsSpan()[(axis + 1)..]).Size);
}
