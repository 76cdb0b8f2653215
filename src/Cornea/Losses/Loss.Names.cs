namespace Cornea.Losses;

public abstract partial class Loss
{
    /// <summary>The class names that <see cref="FromName"/> knows.</summary>
    public static IReadOnlyList<string> Names => Registry.Names(ClassKind.Loss);

    /// <summary>A loss with Keras's defaults, for the names in Keras's files.</summary>
    /// <param name="name">A class name, a function name such as <c>mean_squared_error</c>, or an alias such as <c>mse</c>.</param>
    /// <exception cref="ArgumentException">No loss has that name.</exception>
    public static Loss FromName(string name) => Registry.FromName<Loss>(ClassKind.Loss, name, "a loss");
}
