namespace Cornea.Configuration;

/// <summary>
/// Marks the base of a family whose classes are configured by their constructors: the source generator derives the configuration
/// of every class below it. On a class of the family it says another module for this class.
/// </summary>
/// <param name="kind">The family.</param>
/// <param name="module">The Python module that Keras's files name, such as <c>keras.layers</c>.</param>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class ConfigurableAttribute(ClassKind kind, string module) : Attribute
{
    /// <summary>The family.</summary>
    public ClassKind Kind { get; } = kind;

    /// <summary>The Python module.</summary>
    public string Module { get; } = module;

    /// <summary>
    /// Where classes are known by the name of a function (<c>hard_silu</c>) and not of a class: the ending of class names that is
    /// not part of it.
    /// </summary>
    public string? FunctionSuffix { get; init; }
}
