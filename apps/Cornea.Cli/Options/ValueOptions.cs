using System.CommandLine;
using System.Globalization;
using Cornea.Cli.Training;

namespace Cornea.Cli.Options;

/// <summary>Options that check their value and say what was expected.</summary>
internal static class ValueOptions
{
    /// <summary>A whole number from <paramref name="minimum"/> on.</summary>
    public static Option<long> Integer(string name, long? initial, long minimum, long maximum, string description)
    {
        var option = new Option<long>(name)
        {
            Description = description,
            HelpName = "N",
            CustomParser = result =>
            {
                var text = result.Tokens[0].Value;
                if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) && value >= minimum
                    && value <= maximum)
                {
                    return value;
                }
                var range = minimum == long.MinValue ? ""
                    : maximum is int.MaxValue or long.MaxValue ? $" of at least {minimum}" : $" from {minimum} to {maximum}";
                result.AddError($"{name} expects a whole number{range}, but received '{text}'.");
                return 0;
            },
        };
        if (initial is { } given)
            option.DefaultValueFactory = _ => given;
        return option;
    }

    /// <summary>A number that <paramref name="fits"/>.</summary>
    public static Option<double?> Number(string name, double? initial, Func<double, bool> fits, string expected, string description)
    {
        var option = new Option<double?>(name)
        {
            Description = description,
            HelpName = "X",
            CustomParser = result =>
            {
                var text = result.Tokens[0].Value;
                if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value)
                    && fits(value))
                {
                    return value;
                }
                result.AddError($"{name} expects {expected}, but received '{text}'.");
                return null;
            },
        };
        if (initial is { } given)
            option.DefaultValueFactory = _ => given;
        return option;
    }

    /// <summary>One of some names, in any case.</summary>
    public static Option<string> Choice(string name, IReadOnlyList<string> names, string initial, string description,
        bool recursive = false)
    {
        var option = new Option<string>(name)
        {
            Description = description,
            HelpName = names.Count > 4 ? "NAME" : string.Join('|', names),
            Recursive = recursive,
            DefaultValueFactory = _ => initial,
            CustomParser = result =>
            {
                var text = result.Tokens[0].Value;
                if (names.FirstOrDefault(known => string.Equals(known, text, StringComparison.OrdinalIgnoreCase)) is { } found)
                    return found;
                var near = DidYouMean.Suggest(text, names);
                result.AddError(
                    $"{name} expects one of {string.Join(", ", names)}, but received "
                        + $"'{text}'.{(near is null ? "" : $" Did you mean '{near}'?")}");
                return initial;
            },
        };
        option.CompletionSources.Add([.. names]);
        return option;
    }

    /// <summary>A whole number that may be left out.</summary>
    public static int? Given(this ParseResult result, Option<long> option) =>
        result.GetResult(option) is { Implicit: false } ? (int)result.GetValue(option) : null;

    /// <summary><c>HEIGHTxWIDTH</c>.</summary>
    public static Option<string?> Size(string name, string description)
    {
        var option = new Option<string?>(name) { Description = description, HelpName = "HxW" };
        option.CustomParser = result =>
        {
            var text = result.Tokens[0].Value;
            if (RunSettings.ParseSize(text) is null)
                result.AddError($"{name} expects a height and a width such as 64x64, but received '{text}'.");
            return text;
        };
        return option;
    }

    /// <summary>A switch.</summary>
    public static Option<bool> Switch(string name, string description, string? alias = null) =>
        alias is null ? new Option<bool>(name) { Description = description } : new Option<bool>(name, alias) { Description = description };

    /// <summary>Any text.</summary>
    public static Option<string?> Text(string name, string? initial, string helpName, string description, params string[] aliases)
    {
        var option = new Option<string?>(name, aliases) { Description = description, HelpName = helpName };
        if (initial is not null)
            option.DefaultValueFactory = _ => initial;
        return option;
    }
}
