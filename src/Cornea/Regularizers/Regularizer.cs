namespace Cornea.Regularizers;

/// <summary>A regularizer: a penalty on large weights (or activations), added to the loss. Keras: <c>keras.regularizers</c>.</summary>
[Configurable(ClassKind.Regularizer, "keras.regularizers")]
public abstract record Regularizer
{
    /// <summary>The penalty: one number.</summary>
    /// <param name="x">The weight.</param>
    public abstract Tensor Penalty(Tensor x);

    // A negative factor would reward what is to be penalized.
    private protected static double Checked(double factor, string who, string argument) => factor >= 0 && double.IsFinite(factor)
        ? factor
        : throw new ArgumentOutOfRangeException(
            argument, factor, FormattableString.Invariant(
                $"{who} expects a finite {argument} of 0 or more, but received {factor}. 0.01 is Keras's default."));
}
