using System.Globalization;
using System.Text;

namespace Cornea.Configuration;

/// <summary>The names that layers and models get when none is given: <c>dense</c>, <c>dense_1</c>, <c>max_pooling2d</c>.</summary>
/// <remarks>
/// Keras counts in one table of the process; here each owner counts in its own, so names do not depend on what ran before.
/// Source: Keras, <c>utils/naming.py</c>.
/// </remarks>
internal sealed class AutomaticNames
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
        // Keras's three expressions, (\W+), (.)([A-Z][a-z]+) and ([a-z])([A-Z]), by hand: every layer's name passes here, and a program's
        // first expressions cost several milliseconds.
        var (word, name) = (new StringBuilder(className.Length), new StringBuilder(className.Length + 4));
        foreach (var letter in className)
        {
            if (IsWord(letter))
                word.Append(letter);
        }
        for (var i = 0; i < word.Length; i++)
        {
            name.Append(word[i]);
            if (i + 2 >= word.Length || !char.IsAsciiLetterUpper(word[i + 1]) || !char.IsAsciiLetterLower(word[i + 2]))
                continue;
            name.Append('_').Append(word[++i]);
            while (i + 1 < word.Length && char.IsAsciiLetterLower(word[i + 1]))
                name.Append(word[++i]);
        }
        for (var i = name.Length - 1; i > 0; i--)
        {
            if (char.IsAsciiLetterLower(name[i - 1]) && char.IsAsciiLetterUpper(name[i]))
                name.Insert(i, '_');
        }
        return name.ToString().ToLowerInvariant();
    }

    // As a regular expression's \w.
    private static bool IsWord(char letter) => char.IsLetterOrDigit(letter)
        || char.GetUnicodeCategory(letter) is UnicodeCategory.NonSpacingMark or UnicodeCategory.ConnectorPunctuation;
}
