using System.CommandLine;

namespace Cornea.Cli.Options;

/// <summary>Options of every command.</summary>
internal static class CommonOptions
{
    public static Option<bool> Verbose { get; } =
        new("--verbose", "-v") { Description = "Show where an error came from.", Recursive = true };

    public static Option<string> Color { get; } =
        ValueOptions.Choice("--color", ["auto", "always", "never"], "auto", "Colours: where the terminal shows them, always, or never.",
        recursive: true);

    /// <summary>
    /// Applies --color to this process. Everything that prints asks NO_COLOR and FORCE_COLOR, so the two say it everywhere.
    /// </summary>
    public static void Apply(ParseResult result)
    {
        var choice = result.GetValue(Color);
        if (choice == "auto")
            return;
        Environment.SetEnvironmentVariable("NO_COLOR", choice == "never" ? "1" : null);
        Environment.SetEnvironmentVariable("FORCE_COLOR", choice == "always" ? "1" : null);
    }
}
