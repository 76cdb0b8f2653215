namespace Cornea.Constraints;

/// <summary>A constraint applied to a weight after each update. Keras: <c>keras.constraints</c>.</summary>
[Configurable(ClassKind.Constraint, "keras.constraints")]
public abstract record Constraint
{
    /// <summary>The nearest allowed value.</summary>
    /// <param name="weight">The weight after the update.</param>
    public abstract Tensor Project(Tensor weight);
}
