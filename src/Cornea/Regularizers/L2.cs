namespace Cornea.Regularizers;

/// <summary>The penalty factor * sum(x²), which keeps weights small. Keras: <c>regularizers/regularizers.py</c>.</summary>
/// <param name="Factor">The factor; Keras's argument <c>l2</c>.</param>
public sealed record L2([ConfigName("l2")] double Factor = 0.01) : Regularizer
{
    /// <summary>The factor; 0 or more.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is negative or no finite number.</exception>
    public double Factor { get; init; } = Checked(Factor, nameof(L2), nameof(Factor));

    /// <summary>factor * sum(x²), shape ().</summary>
    /// <param name="x">Any shape.</param>
    public override Tensor Penalty(Tensor x) => x.Square().Sum() * Factor;
}
