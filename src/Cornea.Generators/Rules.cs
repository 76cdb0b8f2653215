using Microsoft.CodeAnalysis;

namespace Cornea.Generators;

/// <summary>The diagnostics.</summary>
internal static class Rules
{
    private const string Category = "Cornea.Configuration";

    public static readonly DiagnosticDescriptor ArgumentWithoutProperty = new(
        "CORNEA001", "A constructor argument is given back by no property",
        "{0} takes '{1}' in its constructor, but no property of that name gives it back, so it cannot be saved or cloned; add a "
            + "property '{2}'",
        Category, DiagnosticSeverity.Warning, isEnabledByDefault: true,
        "The configuration of a class is what its constructor takes. Each argument needs a property of the same name (upper or lower "
            + "case does not matter), from which it is written. A class that shall not be saved is marked with [NotSaved].");

    public static readonly DiagnosticDescriptor SublayerNotTracked = new(
        "CORNEA002", "A sublayer is held in a field but never passed to Track",
        "{0} holds a layer in '{1}' but never passes it to Track, so its weights are neither trained nor saved; write "
            + "'{1} = Track(...)'",
        Category, DiagnosticSeverity.Warning, isEnabledByDefault: true,
        "The weights of a sublayer belong to the layer only when Track was called with it. Layers in lists need it each.");

    public static readonly DiagnosticDescriptor CannotBeSaved = new(
        "CORNEA003", "The class cannot be saved",
        "{0} cannot be saved or cloned by its configuration: {1}; change it, or mark the class with [NotSaved(\"why\")]",
        Category, DiagnosticSeverity.Warning, isEnabledByDefault: true,
        "A class is saved by the arguments of its constructor: numbers, strings, enumerations, shapes, layers, initializers and "
            + "others of Cornea's families, lists and tuples of these, and types that implement IConfigValue. Classes that are "
            + "private, generic or local to a file cannot be named by generated code.");
}
