using System.Numerics;

namespace Cornea;

/// <summary>The eigenvalues and eigenvectors of one general matrix, in complex numbers of double precision.</summary>
/// <remarks>
/// The matrix is brought to upper Hessenberg form by reflections of Householder and to upper triangular form by QR steps with Wilkinson's
/// shift; the vectors of the triangle are found by substitution. Source: Golub and Van Loan, "Matrix Computations", chapter 7.
/// </remarks>
internal sealed class EigenDecomposition
{
    private const double Precision = 2.220446049250313e-16;
    private const int MostSteps = 60;

    private readonly int _n;
    private readonly Complex[,] _t;
    private readonly Complex[,] _q;

    private EigenDecomposition(ReadOnlySpan<double> matrix, int n)
    {
        _n = n;
        _t = new Complex[n, n];
        _q = new Complex[n, n];
        for (int i = 0; i < n; i++)
        {
            _q[i, i] = 1;
            for (int j = 0; j < n; j++)
            {
                _t[i, j] = matrix[i * n + j];
            }
        }
    }

    /// <summary>Solves <c>a v = λ v</c>.</summary>
    /// <param name="matrix">(n, n).</param>
    /// <param name="n">Rows.</param>
    /// <returns>The values (n), and the vectors of length 1 as columns (n, n); NaN where the matrix is not finite.</returns>
    public static (Complex[] Values, Complex[,] Vectors) Of(ReadOnlySpan<double> matrix, int n)
    {
        var found = new EigenDecomposition(matrix, n);
        double largest = 0;
        foreach (double value in matrix)
        {
            if (!double.IsFinite(value))
            {
                return found.NotFinite();
            }
            largest = Math.Max(largest, Math.Abs(value));
        }
        found.ToHessenberg();
        found.ToTriangle(largest * n);
        return ([.. Enumerable.Range(0, n).Select(i => found._t[i, i])], found.Vectors(largest * n));
    }

    private (Complex[] Values, Complex[,] Vectors) NotFinite()
    {
        var nothing = new Complex(double.NaN, double.NaN);
        for (int i = 0; i < _n; i++)
        {
            for (int j = 0; j < _n; j++)
            {
                _q[i, j] = nothing;
            }
        }
        return ([.. Enumerable.Repeat(nothing, _n)], _q);
    }

    // The matrix is real here, and so are its reflections.
    private void ToHessenberg()
    {
        var v = new double[_n];
        for (int k = 0; k < _n - 2; k++)
        {
            double norm = 0;
            for (int i = k + 1; i < _n; i++)
            {
                norm = double.Hypot(norm, v[i] = _t[i, k].Real);
            }
            if (norm == 0)
            {
                continue;
            }
            v[k + 1] += double.CopySign(norm, v[k + 1]);
            double length = 0;
            for (int i = k + 1; i < _n; i++)
            {
                length = double.Hypot(length, v[i]);
            }
            for (int i = k + 1; i < _n; i++)
            {
                v[i] /= length;
            }
            for (int j = 0; j < _n; j++)
            {
                Complex share = 0;
                for (int i = k + 1; i < _n; i++)
                {
                    share += v[i] * _t[i, j];
                }
                for (int i = k + 1; i < _n; i++)
                {
                    _t[i, j] -= 2 * share * v[i];
                }
            }
            FromRight(_t, v, k + 1);
            FromRight(_q, v, k + 1);
        }
    }

    private void FromRight(Complex[,] target, double[] v, int first)
    {
        for (int i = 0; i < _n; i++)
        {
            Complex share = 0;
            for (int j = first; j < _n; j++)
            {
                share += target[i, j] * v[j];
            }
            for (int j = first; j < _n; j++)
            {
                target[i, j] -= 2 * share * v[j];
            }
        }
    }

    private void ToTriangle(double scale)
    {
        int end = _n - 1, steps = 0;
        while (end > 0)
        {
            int start = end;
            while (start > 0 && !IsSmall(start, scale))
            {
                start--;
            }
            if (start == end || steps > MostSteps)
            {
                _t[end, end - 1] = 0;
                (end, steps) = (end - 1, 0);
                continue;
            }
            steps++;
            Step(start, end, steps % 11 == 10 ? Complex.Abs(_t[end, end - 1]) + _t[end, end] : Shift(end));
        }
    }

    private bool IsSmall(int i, double scale)
    {
        double around = Complex.Abs(_t[i, i]) + Complex.Abs(_t[i - 1, i - 1]);
        if (Complex.Abs(_t[i, i - 1]) > Precision * (around > 0 ? around : scale))
        {
            return false;
        }
        _t[i, i - 1] = 0;
        return true;
    }

    // The eigenvalue of the last 2 x 2 block that is nearer to its last element.
    private Complex Shift(int end)
    {
        Complex a = _t[end - 1, end - 1], b = _t[end - 1, end], c = _t[end, end - 1], d = _t[end, end];
        Complex half = (a - d) / 2, root = Complex.Sqrt(half * half + b * c);
        Complex sum = Complex.Abs(half + root) > Complex.Abs(half - root) ? half + root : half - root;
        return sum == 0 ? d : d - b * c / sum;
    }

    // One QR step: rotations of adjacent rows, then of the same columns.
    private void Step(int start, int end, Complex shift)
    {
        for (int i = start; i <= end; i++)
        {
            _t[i, i] -= shift;
        }
        var rotations = new (double Cosine, Complex Sine)[end - start];
        for (int k = start; k < end; k++)
        {
            Complex a = _t[k, k], b = _t[k + 1, k];
            double sizeA = Complex.Abs(a), radius = double.Hypot(sizeA, Complex.Abs(b));
            (double cosine, Complex sine) = radius == 0 ? (1, 0)
                : sizeA == 0 ? (0, Complex.One)
                : (sizeA / radius, a / sizeA * Complex.Conjugate(b) / radius);
            rotations[k - start] = (cosine, sine);
            for (int j = k; j < _n; j++)
            {
                (Complex top, Complex below) = (_t[k, j], _t[k + 1, j]);
                _t[k, j] = cosine * top + sine * below;
                _t[k + 1, j] = cosine * below - Complex.Conjugate(sine) * top;
            }
        }
        for (int k = start; k < end; k++)
        {
            Turn(_t, k, Math.Min(k + 2, end) + 1, rotations[k - start]);
            Turn(_q, k, _n, rotations[k - start]);
        }
        for (int i = start; i <= end; i++)
        {
            _t[i, i] += shift;
        }
    }

    private static void Turn(Complex[,] target, int k, int rows, (double Cosine, Complex Sine) rotation)
    {
        for (int i = 0; i < rows; i++)
        {
            (Complex left, Complex right) = (target[i, k], target[i, k + 1]);
            target[i, k] = rotation.Cosine * left + Complex.Conjugate(rotation.Sine) * right;
            target[i, k + 1] = rotation.Cosine * right - rotation.Sine * left;
        }
    }

    private Complex[,] Vectors(double scale)
    {
        var vectors = new Complex[_n, _n];
        var x = new Complex[_n];
        double least = Math.Max(scale * Precision, double.Epsilon);
        for (int k = 0; k < _n; k++)
        {
            x[k] = 1;
            for (int i = k - 1; i >= 0; i--)
            {
                Complex sum = 0;
                for (int j = i + 1; j <= k; j++)
                {
                    sum += _t[i, j] * x[j];
                }
                Complex difference = _t[i, i] - _t[k, k];
                // Equal eigenvalues: a difference as small as rounding gives a vector where there is one.
                x[i] = -sum / (Complex.Abs(difference) < least ? least : difference);
            }
            double length = 0;
            for (int i = 0; i < _n; i++)
            {
                Complex sum = 0;
                for (int j = 0; j <= k; j++)
                {
                    sum += _q[i, j] * x[j];
                }
                vectors[i, k] = sum;
                length = double.Hypot(length, Complex.Abs(sum));
            }
            for (int i = 0; i < _n; i++)
            {
                vectors[i, k] /= length;
            }
        }
        return vectors;
    }
}
