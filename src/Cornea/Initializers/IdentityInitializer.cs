namespace Cornea.Initializers;

/// <summary>
/// A matrix with the gain on its main diagonal and 0 elsewhere. Source: Keras
/// <c>initializers/constant_initializers.py</c>, where it is called <c>Identity</c>, too.
/// </summary>
/// <param name="Gain">The number on the diagonal.</param>
[ConfigName("Identity", "IdentityInitializer")]
public sealed record IdentityInitializer([OmitDefault] double Gain = 1) : Initializer
{
    /// <inheritdoc/>
    /// <exception cref="ShapeException">The shape is no matrix.</exception>
    public override Tensor Create(Shape shape, RandomKey key) => shape.Rank == 2
        ? Tensor.Eye(shape[0], shape[1]) * Gain
        : throw new ShapeException(
            $"IdentityInitializer expects the shape of a matrix, but received {shape}. Use another initializer for this weight.");
}
