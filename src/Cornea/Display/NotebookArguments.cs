using System.Globalization;

namespace Cornea.Display;

/// <summary>The arguments of a program that explains itself, checked before it begins: nobody wants to wait two minutes to be told that
/// an option was misspelled.</summary>
/// <param name="Html">The page to write; null for none.</param>
/// <param name="IsQuick">Whether a small part of the work is enough.</param>
/// <param name="Seed">The seed asked for; null for the program's own.</param>
internal sealed record NotebookArguments(string? Html, bool IsQuick, long? Seed)
{
    private const string Known = "--html PATH, --quick and --seed N";

    /// <summary>Reads the arguments.</summary>
    /// <exception cref="ArgumentException">An option is unknown, is given twice or lacks its value, or the page cannot be
    /// written.</exception>
    public static NotebookArguments Parse(IReadOnlyList<string> arguments)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        var parsed = new NotebookArguments(null, false, null);
        for (var i = 0; i < arguments.Count; i++)
        {
            switch (arguments[i])
            {
                case "--quick":
                    parsed = parsed with { IsQuick = true };
                    break;
                case "--html" when parsed.Html is null:
                    var page = Value(arguments, ref i, "the path of the page to write, such as --html page.html");
                    parsed = parsed with { Html = CheckPage(page) };
                    break;
                case "--seed" when parsed.Seed is null:
                    parsed = parsed with { Seed = ParseSeed(Value(arguments, ref i, "a whole number, such as --seed 7")) };
                    break;
                case "--html" or "--seed":
                    throw Refused($"{arguments[i]} is given twice. Give it once.");
                default:
                    var near = DidYouMean.Suggest(arguments[i], ["--html", "--quick", "--seed"]);
                    throw Refused($"'{arguments[i]}' is no option of this program, which takes {Known}."
                        + (near is null ? "" : $" Did you mean {near}?"));
            }
        }
        return parsed;
    }

    private static string Value(IReadOnlyList<string> arguments, ref int i, string expected)
    {
        var option = arguments[i];
        return i + 1 < arguments.Count && !arguments[i + 1].StartsWith("--", StringComparison.Ordinal) && arguments[i + 1].Length > 0
            ? arguments[++i] : throw Refused($"{option} expects {expected}, but none came.");
    }

    private static long ParseSeed(string text) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var seed) ? seed
            : throw Refused($"--seed expects a whole number, but received '{text}'.");

    private static string CheckPage(string path)
    {
        if (!path.EndsWith(".html", StringComparison.OrdinalIgnoreCase) && !path.EndsWith(".htm", StringComparison.OrdinalIgnoreCase))
            throw Refused($"--html expects a file that ends in .html, but received '{path}'.");
        if (Directory.Exists(path))
            throw Refused($"--html expects a file, but '{path}' is a folder.");
        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        return Directory.Exists(folder) ? path
            : throw Refused($"--html cannot write '{path}': there is no folder '{folder}'. Make it first, or choose another.");
    }

    private static ArgumentException Refused(string message) => new(message);
}
