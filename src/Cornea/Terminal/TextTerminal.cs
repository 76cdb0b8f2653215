using System.Globalization;
using System.Text;

namespace Cornea.Terminal;

/// <summary>What an output for text can do: its width, its colours, its characters and whether a line can be rewritten.</summary>
/// <remarks>
/// A value, not a device: everything that prints asks it what is allowed and can so be tested without a terminal.
/// <see cref="ForStandardOutput"/> and <see cref="ForStandardError"/> look at the real thing.
/// </remarks>
public sealed record TextTerminal
{
    /// <summary>Columns of one line, at least 1. Default 80, as for a redirected output.</summary>
    public int Width { get; init => field = Math.Max(1, value); } = 80;

    /// <summary>The colours it shows.</summary>
    public ColorLevel Color { get; init; } = ColorLevel.None;

    /// <summary>Whether box drawing, block and braille characters arrive as such. Where false only ASCII is written.</summary>
    public bool Unicode { get; init; } = true;

    /// <summary>Whether a person watches and a written line can be rewritten: false for pipes, files and dumb terminals.</summary>
    public bool Interactive { get; init; }

    /// <summary>80 columns, no colour, Unicode, not interactive: the form of a text that is kept or compared.</summary>
    public static TextTerminal Plain { get; } = new();

    /// <summary>Describes the standard output of this process.</summary>
    /// <param name="color">What the user asked for; it takes precedence over the environment.</param>
    public static TextTerminal ForStandardOutput(ColorChoice color = ColorChoice.Auto) =>
        Detect(Environment.GetEnvironmentVariable, Console.IsOutputRedirected, WindowWidth(Console.IsOutputRedirected),
            Console.OutputEncoding, color);

    /// <summary>Describes the standard error of this process, where progress is written.</summary>
    /// <param name="color">What the user asked for; it takes precedence over the environment.</param>
    public static TextTerminal ForStandardError(ColorChoice color = ColorChoice.Auto) =>
        Detect(Environment.GetEnvironmentVariable, Console.IsErrorRedirected, WindowWidth(Console.IsErrorRedirected),
            Console.OutputEncoding, color);

    /// <summary>Decides from the facts.</summary>
    /// <param name="environment">The environment variables: a name to its value, null where unset.</param>
    /// <param name="redirected">Whether the output is a pipe or a file.</param>
    /// <param name="windowWidth">The columns of the window, null where unknown.</param>
    /// <param name="encoding">The encoding of the output.</param>
    /// <param name="color">What the user asked for.</param>
    /// <remarks>
    /// The first that speaks decides about colour: the user's choice; NO_COLOR set and not empty (no-color.org); FORCE_COLOR
    /// set, where 0 or false forbids; a redirected output has none; TERM=dumb has none; else COLORTERM and TERM give the level.
    /// Windows sets no TERM: there colour needs a terminal that names itself (Windows Terminal, ConEmu).
    /// </remarks>
    internal static TextTerminal Detect(
        Func<string, string?> environment, bool redirected, int? windowWidth, Encoding encoding, ColorChoice color)
    {
        var term = environment("TERM") ?? "";
        var dumb = term == "dumb";
        return new TextTerminal
        {
            Width = windowWidth ?? Columns(environment("COLUMNS")) ?? 80,
            Interactive = !redirected && !dumb,
            Unicode = encoding.CodePage is 65001 or 1200 or 1201 && !AsciiLocale(environment),
            Color = DecideColor(environment, redirected, dumb, color),
        };
    }

    private static ColorLevel DecideColor(Func<string, string?> environment, bool redirected, bool dumb, ColorChoice choice)
    {
        var level = Capability(environment);
        var atLeastBasic = level == ColorLevel.None ? ColorLevel.Basic : level;
        if (choice == ColorChoice.Never) return ColorLevel.None;
        if (choice == ColorChoice.Always) return atLeastBasic;
        if (!string.IsNullOrEmpty(environment("NO_COLOR"))) return ColorLevel.None;
        switch (environment("FORCE_COLOR"))
        {
            case null or "": break;
            case "0" or "false": return ColorLevel.None;
            case "2": return ColorLevel.Indexed;
            case "3": return ColorLevel.TrueColor;
            default: return atLeastBasic;
        }

        return redirected || dumb ? ColorLevel.None : level;
    }

    private static ColorLevel Capability(Func<string, string?> environment)
    {
        var term = environment("TERM") ?? "";
        if (environment("COLORTERM") is "truecolor" or "24bit") return ColorLevel.TrueColor;
        if (term.EndsWith("-direct", StringComparison.Ordinal)) return ColorLevel.TrueColor;
        if (!string.IsNullOrEmpty(environment("WT_SESSION")) || environment("ConEmuANSI") == "ON") return ColorLevel.TrueColor;
        if (term.Contains("256color", StringComparison.Ordinal)) return ColorLevel.Indexed;
        return term is "" or "dumb" ? ColorLevel.None : ColorLevel.Basic;
    }

    // The locale that counts is the first of the three that is set; C and POSIX promise ASCII alone.
    private static bool AsciiLocale(Func<string, string?> environment)
    {
        foreach (var name in (ReadOnlySpan<string>)["LC_ALL", "LC_CTYPE", "LANG"])
            if (environment(name) is { Length: > 0 } locale) return locale is "C" or "POSIX";
        return false;
    }

    private static int? Columns(string? text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var columns) && columns > 0 ? columns : null;

    private static int? WindowWidth(bool redirected)
    {
        if (redirected) return null;
        try
        {
            return Console.WindowWidth is > 0 and var width ? width : null;
        }
        catch (IOException)
        {
            return null;
        }
        catch (PlatformNotSupportedException)
        {
            return null;
        }
    }
}
