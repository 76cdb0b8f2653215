using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;

namespace Cornea.Generators;

/// <summary>The names in configurations: by Keras's rule, or by an attribute.</summary>
internal static class ConfigNames
{
    public const string Namespace = "Cornea.Configuration";

    /// <summary>Keras's snake case (<c>utils/naming.py</c>): <c>kernelInitializer</c> is <c>kernel_initializer</c>.</summary>
    public static string ToSnakeCase(string name)
    {
        name = Regex.Replace(name, @"\W+", "");
        name = Regex.Replace(name, "(.)([A-Z][a-z]+)", "$1_$2");
        return Regex.Replace(name, "([a-z])([A-Z])", "$1_$2").ToLowerInvariant();
    }

    /// <summary>An attribute of the runtime by its name without the ending, or null.</summary>
    public static AttributeData? Find(ISymbol? symbol, string name) => symbol?.GetAttributes().FirstOrDefault(
        attribute => attribute.AttributeClass is { } type && type.Name == name + "Attribute"
            && type.ContainingNamespace.ToDisplayString() == Namespace);

    /// <summary>Whether a parameter or its property has an attribute.</summary>
    public static bool Has(string name, ISymbol first, ISymbol? second) => Find(first, name) is not null || Find(second, name) is not null;

    /// <summary>The first argument of an attribute and the rest, which is an array.</summary>
    public static (string? Name, string[] Aliases) Arguments(AttributeData attribute) => (
        attribute.ConstructorArguments[0].Value as string,
        attribute.ConstructorArguments.Length > 1
            ? [.. attribute.ConstructorArguments[1].Values.Select(value => (string)value.Value!)]
            : []);
}
