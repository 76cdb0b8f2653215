using System.Numerics;

namespace Cornea;

public static partial class Ops
{
    /// <summary>The eigenvalues of general matrices and their vectors, complex. Keras: <c>ops.eig</c>.</summary>
    /// <param name="a">(..., n, n). Its values are read at once: it must not depend on an input.</param>
    /// <returns>
    /// Values (..., n) in no order, and vectors of length 1 as columns (..., n, n), each as real and imaginary part. The values have
    /// gradients where they differ from each other, the vectors have none.
    /// </returns>
    /// <remarks>QR steps in complex numbers of double precision: for matrices of up to some hundred rows.</remarks>
    public static ((Tensor Real, Tensor Imaginary) Values, (Tensor Real, Tensor Imaginary) Vectors) Eig(Tensor a)
    {
        var (x, n, _) = Matrices(a, "Eig", square: true);
        double[] matrices = x.ToArray<double>();
        int count = x.Shape[0];
        double[] valuesReal = new double[count * n], valuesImaginary = new double[count * n];
        double[] real = new double[matrices.Length], imaginary = new double[matrices.Length];
        for (int matrix = 0; matrix < count; matrix++)
        {
            (Complex[] values, Complex[,] vectors) = EigenDecomposition.Of(matrices.AsSpan(matrix * n * n, n * n), n);
            for (int i = 0; i < n; i++)
            {
                (valuesReal[matrix * n + i], valuesImaginary[matrix * n + i]) = (values[i].Real, values[i].Imaginary);
                for (int j = 0; j < n; j++)
                {
                    int at = (matrix * n + i) * n + j;
                    (real[at], imaginary[at]) = (vectors[i, j].Real, vectors[i, j].Imaginary);
                }
            }
        }
        Tensor Rows(double[] numbers) => Tensor.From(numbers, [count, n]).Cast(x.DType);
        Tensor Squares(double[] numbers) => Tensor.From(numbers, [count, n, n]).Cast(x.DType);
        var (vectorsReal, vectorsImaginary) = (Squares(real), Squares(imaginary));

        // dλₖ = yₖ dA vₖ with the rows y of the inverse of the matrix of vectors: (n, n) for each k, summed with the gradient as weights.
        Tensor Gradient(Tensor upstream, bool ofReal)
        {
            var (left, leftImaginary) = Inverse(vectorsReal, vectorsImaginary);
            var weights = upstream.ExpandDims(-1);
            static Tensor T(Tensor matrix) => matrix.SwapAxes(-1, -2);
            var (inner, outer) = ofReal ? (vectorsReal, vectorsImaginary) : (vectorsImaginary, vectorsReal);
            var second = Tensor.MatMul(T(leftImaginary * weights), T(outer));
            var first = Tensor.MatMul(T(left * weights), T(inner));
            return ofReal ? first - second : first + second;
        }
        Tensor Value(double[] numbers, bool ofReal) =>
            Gradients.Custom(Rows(numbers), [x], upstream => [Gradient(upstream, ofReal)]).Reshape(a.Shape[..^1]);
        return ((Value(valuesReal, true), Value(valuesImaginary, false)),
            (vectorsReal.Reshape(a.Shape), vectorsImaginary.Reshape(a.Shape)));
    }

    // The inverse of A + iB from that of [[A, -B], [B, A]].
    private static (Tensor Real, Tensor Imaginary) Inverse(Tensor real, Tensor imaginary)
    {
        int n = real.Shape[^1];
        var whole = Inv(Tensor.Concat([Tensor.Concat([real, -imaginary], 2), Tensor.Concat([imaginary, real], 2)], 1)).Narrow(2, 0, n);
        return (whole.Narrow(1, 0, n), whole.Narrow(1, n, n));
    }
}
