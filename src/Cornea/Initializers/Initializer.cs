namespace Cornea.Initializers;

/// <summary>How a weight gets its first values. Keras: <c>keras.initializers</c>.</summary>
[Configurable(ClassKind.Initializer, "keras.initializers")]
public abstract record Initializer
{
    /// <summary>The element type of the values.</summary>
    public virtual DType DType => DType.Float32;

    /// <summary>The first values of a weight.</summary>
    /// <param name="shape">The weight's shape.</param>
    /// <param name="key">The source of random numbers; the same key gives the same values.</param>
    public abstract Tensor Create(Shape shape, RandomKey key);
}
