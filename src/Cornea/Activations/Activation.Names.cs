namespace Cornea.Activations;

public abstract partial record Activation
{
    /// <summary>The names that <see cref="FromName"/> knows, in alphabetical order.</summary>
    public static IReadOnlyList<string> Names =>
        [.. Registry.AllNames(ClassKind.Activation).Order(StringComparer.Ordinal)];

    /// <summary>The activation of a name in a file of Keras's; with Keras's defaults for its parameters.</summary>
    /// <param name="name">A name such as <c>relu</c>; <c>swish</c> and <c>hard_swish</c> are known too.</param>
    /// <exception cref="ArgumentException">No activation has that name.</exception>
    public static Activation FromName(string name) => Registry.FromName<Activation>(ClassKind.Activation, name, "an activation");
}
