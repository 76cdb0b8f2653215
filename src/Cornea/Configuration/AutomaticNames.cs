using System.Globalization;
using System.Text.RegularExpressions;

namespace Cornea.Configuration;

/// <summary>The names that layers and models get when none is given: <c>dense</c>, <c>dense_1</c>, <c>max_pooling2d</c>.</summary>
/// <remarks>
/// Keras counts in one table of the process; here each owner counts in its own, so names do not depend on what ran before.
/// Source: Keras, <c>utils/naming.py</c>.
/// </remarks>
internal sealed partial class AutomaticNames
{
    private readonly Dictionary<string, int> _uses = new(StringComparer.Ordinal);

    /// <summary>The next free name for a class: its snake case, from the second on with a number.</summary>
    /// <param name="className">The class, <c>Dense</c>.</param>
    /// <remarks>Names given by hand are not counted, as in Keras.</remarks>
    public string Next(string className)
    {
        var name = ToSnakeCase(className);
        var uses = _uses.GetValueOrDefault(name);
        _uses[name] = uses + 1;
        return uses == 0 ? name : string.Create(CultureInfo.InvariantCulture, $"{name}_{uses}");
    }

    /// <summary>A class name in Keras's snake case: <c>MaxPooling2D</c> is <c>max_pooling2d</c>, <c>ReLU</c> is <c>re_lu</c>.</summary>
    /// <param name="className">The class.</param>
    public static string ToSnakeCase(string className)
    {
        ArgumentNullException.ThrowIfNull(className);
        var name = NotInWord().Replace(className, "");
        name = BeforeCapitalized().Replace(name, "$1_$2");
        return LowerThenUpper().Replace(name, "$1_$2").ToLowerInvariant();
    }

    [GeneratedRegex(@"\W+", RegexOptions.CultureInvariant)]
    private static partial Regex NotInWord();

    [GeneratedRegex("(.)([A-Z][a-z]+)", RegexOptions.CultureInvariant)]
    private static partial Regex BeforeCapitalized();

    [GeneratedRegex("([a-z])([A-Z])", RegexOptions.CultureInvariant)]
    private static partial Regex LowerThenUpper();
}
