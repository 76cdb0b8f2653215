namespace Cornea.Regularizers;

/// <summary>
/// A regularizer that penalizes rows (or columns) that are not orthogonal: factor times the mean over all pairs of |cosine of their angle|.
/// Keras: <c>regularizers/regularizers.py</c>.
/// </summary>
/// <param name="Factor">The factor.</param>
/// <param name="Mode">Rows or columns.</param>
public sealed record OrthogonalRegularizer(double Factor = 0.01, OrthogonalMode Mode = OrthogonalMode.Rows) : Regularizer
{
    /// <summary>The factor; 0 or more.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is negative or no finite number.</exception>
    public double Factor { get; init; } = Checked(Factor, nameof(OrthogonalRegularizer), nameof(Factor));

    /// <summary>The penalty, shape ().</summary>
    /// <param name="x">A matrix with at least two of the vectors.</param>
    /// <exception cref="ShapeException">It is no matrix.</exception>
    public override Tensor Penalty(Tensor x)
    {
        if (x.Rank != 2)
        {
            throw new ShapeException(
                $"OrthogonalRegularizer expects a matrix, but received shape {x.Shape}. " +
                "Use it on kernels of Dense layers, or reshape first.");
        }
        // vectors: [count, length], each with norm 1, or 0 where the norm is below 1e-7.
        var vectors = Mode == OrthogonalMode.Rows ? x : x.Transpose();
        var scale = vectors.SquaringScale([1]);
        vectors *= scale;
        vectors *= Tensor.Where(scale > 1, 1 / (1e-7 * scale),
            Tensor.Maximum(vectors.Square().Sum(1, keepDims: true), 1e-14 * scale * scale).Rsqrt());
        var count = vectors.Shape[0];
        var cosines = Tensor.MatMul(vectors, vectors.Transpose()) * (1 - Tensor.Eye(count));
        return cosines.Abs().Sum() * (Factor * 0.5 / (count * (count - 1) / 2.0));
    }
}
