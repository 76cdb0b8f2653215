namespace Cornea.Regularizers;

/// <summary>A regularizer: a penalty on large weights (or activations), added to the loss. Keras: <c>keras.regularizers</c>.</summary>
[Configurable(ClassKind.Regularizer, "keras.regularizers")]
public abstract record Regularizer
{
    /// <summary>The penalty: one number.</summary>
    /// <param name="x">The weight.</param>
    public abstract Tensor Penalty(Tensor x);
}
