namespace Cornea.Initializers;

/// <summary>An initializer that draws random numbers.</summary>
/// <param name="Seed">
/// With a seed the numbers depend on it and the shape alone, so two weights with the same initializer start equal; with null
/// they come from the key that the layer gives.
/// </param>
public abstract record RandomInitializer(long? Seed) : Initializer
{
    /// <inheritdoc/>
    public sealed override Tensor Create(Shape shape, RandomKey key) => Draw(shape, Seed is { } seed ? RandomKey.From(seed) : key);

    /// <summary>Draws the values.</summary>
    /// <param name="shape">The weight's shape.</param>
    /// <param name="key">The source of random numbers.</param>
    protected abstract Tensor Draw(Shape shape, RandomKey key);
}
