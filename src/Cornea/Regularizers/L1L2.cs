namespace Cornea.Regularizers;

/// <summary>The penalty l1 * sum(|x|) + l2 * sum(x²). Keras: <c>regularizers/regularizers.py</c>.</summary>
/// <param name="L1Factor">The factor of the absolute values; Keras's argument <c>l1</c>.</param>
/// <param name="L2Factor">The factor of the squares; Keras's argument <c>l2</c>.</param>
[ConfigName("L1L2", "l1_l2")]
public sealed record L1L2([ConfigName("l1")] double L1Factor = 0, [ConfigName("l2")] double L2Factor = 0) : Regularizer
{
    /// <summary>The factor of sum(|x|); 0 or more.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is negative or no finite number.</exception>
    public double L1Factor { get; init; } = Checked(L1Factor, nameof(L1L2), nameof(L1Factor));

    /// <summary>The factor of sum(x²); 0 or more.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is negative or no finite number.</exception>
    public double L2Factor { get; init; } = Checked(L2Factor, nameof(L1L2), nameof(L2Factor));

    /// <summary>l1 * sum(|x|) + l2 * sum(x²), shape ().</summary>
    /// <param name="x">Any shape.</param>
    public override Tensor Penalty(Tensor x) => (x.Abs().Sum() * L1Factor) + (x.Square().Sum() * L2Factor);
}
