using System.Numerics;

namespace Cornea;

public static partial class Ops
{
    /// <summary>The eigenvalues of general matrices and their vectors, complex. Keras: <c>ops.eig</c>.</summary>
    /// <param name="a">(..., n, n).</param>
    /// <returns>
    /// Values (..., n) in no order, and vectors of length 1 as columns (..., n, n), each as real and imaginary part. Both have gradients
    /// where the values differ from each other; what is made of the vectors must not depend on their phase, which is arbitrary.
    /// </returns>
    /// <remarks>
    /// QR steps in complex numbers of double precision: for matrices of up to some hundred rows. Gradient: Boeddeker, Hanebrink, Drude,
    /// Heymann, Haeb-Umbach, "On the computation of complex-valued gradients", 2017, for vectors of length 1.
    /// </remarks>
    public static ((Tensor Real, Tensor Imaginary) Values, (Tensor Real, Tensor Imaginary) Vectors) Eig(Tensor a)
    {
        var (x, n, _) = Matrices(a, "Eig", square: true);
        var dtype = x.DType;
        x = dtype == DType.Float64 ? x : x.ToFloat32();
        int count = x.Shape[0];
        var type = new TensorType([count, n * (2 + 2 * n)], x.DType);
        Tensor? all = null;
        all = Gradients.Custom(Tensor.FromFunction("Eig", type, given => Eigen(given[0], count, n), x), [x],
            upstream => [EigGradient(Parts(all!, count, n), Parts(upstream, count, n))]);
        var (values, vectors) = Parts(all, count, n);
        Tensor Shaped(Tensor part, Shape shape) => part.Reshape(shape).Cast(dtype);
        return ((Shaped(values.Real, a.Shape[..^1]), Shaped(values.Imaginary, a.Shape[..^1])),
            (Shaped(vectors.Real, a.Shape), Shaped(vectors.Imaginary, a.Shape)));
    }

    // For each matrix the real and the imaginary parts of its values, then of its vectors, row by row.
    private static Tensor Eigen(Tensor a, int count, int n)
    {
        double[] matrices = a.DType == DType.Float64
            ? a.AsSpan<double>().ToArray()
            : Array.ConvertAll(a.AsSpan<float>().ToArray(), v => (double)v);
        int width = n * (2 + 2 * n);
        double[] all = new double[count * width];
        for (int matrix = 0; matrix < count; matrix++)
        {
            (Complex[] values, Complex[,] vectors) = EigenDecomposition.Of(matrices.AsSpan(matrix * n * n, n * n), n);
            var parts = all.AsSpan(matrix * width, width);
            for (int i = 0; i < n; i++)
            {
                (parts[i], parts[n + i]) = (values[i].Real, values[i].Imaginary);
                for (int j = 0; j < n; j++)
                {
                    int at = 2 * n + i * n + j;
                    (parts[at], parts[at + n * n]) = (vectors[i, j].Real, vectors[i, j].Imaginary);
                }
            }
        }
        Shape shape = [count, width];
        return a.DType == DType.Float64 ? Tensor.From(all, shape) : Tensor.From(Array.ConvertAll(all, v => (float)v), shape);
    }

    // (count, n) and (count, n, n).
    private static ((Tensor Real, Tensor Imaginary) Values, (Tensor Real, Tensor Imaginary) Vectors) Parts(Tensor all, int count, int n)
    {
        Tensor Vectors(int part) => all.Narrow(1, 2 * n + part * n * n, n * n).Reshape(count, n, n);
        return ((all.Narrow(1, 0, n), all.Narrow(1, n, n)), (Vectors(0), Vectors(1)));
    }

    // V⁻ᴴ (diag g + (Vᴴ G - Vᴴ V diag(Re Vᴴ G)) / (λⱼ - λᵢ)*) Vᴴ for the gradients g of the values and G of the vectors; its real part.
    private static Tensor EigGradient(
        ((Tensor Real, Tensor Imaginary) Values, (Tensor Real, Tensor Imaginary) Vectors) of,
        ((Tensor Real, Tensor Imaginary) Values, (Tensor Real, Tensor Imaginary) Vectors) upstream)
    {
        static (Tensor Real, Tensor Imaginary) Product((Tensor Real, Tensor Imaginary) a, (Tensor Real, Tensor Imaginary) b) =>
            (Tensor.MatMul(a.Real, b.Real) - Tensor.MatMul(a.Imaginary, b.Imaginary),
                Tensor.MatMul(a.Real, b.Imaginary) + Tensor.MatMul(a.Imaginary, b.Real));
        static (Tensor Real, Tensor Imaginary) Turned((Tensor Real, Tensor Imaginary) a) =>
            (a.Real.SwapAxes(1, 2), -a.Imaginary.SwapAxes(1, 2));
        static Tensor Differences(Tensor values) => values.ExpandDims(1) - values.ExpandDims(2);

        var turned = Turned(of.Vectors);
        var (along, lengths) = (Product(turned, upstream.Vectors), Product(turned, of.Vectors));
        var own = along.Real.Diagonal(0, 1, 2).ExpandDims(1);
        var (real, imaginary) = (along.Real - lengths.Real * own, along.Imaginary - lengths.Imaginary * own);
        var (apart, turn) = (Differences(of.Values.Real), Differences(of.Values.Imaginary));
        var squares = apart.Square() + turn.Square();
        // Equal values, as each is to itself, give their vectors no direction to turn to.
        var same = squares.EqualTo(0);
        var divisor = Tensor.Where(same, 1, squares);
        var eye = Tensor.Eye(apart.Shape[1], dtype: apart.DType);
        var inner = (
            Tensor.Where(same, 0, (real * apart - imaginary * turn) / divisor) + eye * upstream.Values.Real.ExpandDims(-1),
            Tensor.Where(same, 0, (real * turn + imaginary * apart) / divisor) + eye * upstream.Values.Imaginary.ExpandDims(-1));
        return Product(Product(Turned(Inverse(of.Vectors.Real, of.Vectors.Imaginary)), inner), turned).Real;
    }

    // The inverse of A + iB from that of [[A, -B], [B, A]].
    private static (Tensor Real, Tensor Imaginary) Inverse(Tensor real, Tensor imaginary)
    {
        int n = real.Shape[^1];
        var whole = Inv(Tensor.Concat([Tensor.Concat([real, -imaginary], 2), Tensor.Concat([imaginary, real], 2)], 1)).Narrow(2, 0, n);
        return (whole.Narrow(1, 0, n), whole.Narrow(1, n, n));
    }
}
