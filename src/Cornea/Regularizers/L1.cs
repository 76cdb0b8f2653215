namespace Cornea.Regularizers;

/// <summary>The penalty factor * sum(|x|), which drives weights to exactly 0. Keras: <c>regularizers/regularizers.py</c>.</summary>
/// <param name="Factor">The factor; Keras's argument <c>l1</c>.</param>
public sealed record L1([ConfigName("l1")] double Factor = 0.01) : Regularizer
{
    /// <summary>The factor; 0 or more.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is negative or no finite number.</exception>
    public double Factor { get; init; } = Checked(Factor, nameof(L1), nameof(Factor));

    /// <summary>factor * sum(|x|), shape ().</summary>
    /// <param name="x">Any shape.</param>
    public override Tensor Penalty(Tensor x) => x.Abs().Sum() * Factor;
}
