using System.CommandLine;
using System.CommandLine.Parsing;

namespace Cornea.Cli.Help;

/// <summary>Says what is wrong with the arguments, and what was probably meant.</summary>
internal static class UsageError
{
    /// <summary>The message, or null where nothing is wrong.</summary>
    public static string? Of(ParseResult result)
    {
        var command = result.CommandResult.Command;
        var full = HelpText.FullName(command);
        if (Wrong(result, command, full) is not { } message)
            return null;
        return $"{message} See '{full} --help'.";
    }

    private static string? Wrong(ParseResult result, Command command, string full)
    {
        if (result.UnmatchedTokens is [var first, ..])
            return Unknown(result.UnmatchedTokens.FirstOrDefault(token => token.StartsWith('-')) ?? first, command, full);
        if (command.Subcommands.Count > 0)
            return $"a command was expected: {Commands(command)}.";
        if (command.Arguments.FirstOrDefault(argument => argument.Arity.MinimumNumberOfValues > (result.GetResult(argument)?.Tokens.Count
            ?? 0)) is { } missing)
        {
            var least = missing.Arity.MinimumNumberOfValues;
            return least == 1 ? $"'{full}' expects {missing.HelpName ?? missing.Name}, but none came."
                : $"'{full}' expects at least {least} of {missing.HelpName ?? missing.Name}.";
        }
        return result.Errors switch
        {
            [] => null,
            [{ SymbolResult: OptionResult { Tokens.Count: 0, Option: var option } },
                ..] => $"{option.Name} expects a value, but none came.",
            [{ SymbolResult: OptionResult { Tokens.Count: > 1, Option: var option } },
                ..] => $"{option.Name} expects one value, but several came.",
            [var error, ..] => error.Message,
        };
    }

    private static string Unknown(string token, Command command, string full)
    {
        if (token.StartsWith('-'))
        {
            var names = command.Options.Concat(command.Parents.OfType<Command>()
                .SelectMany(parent => parent.Options.Where(option => option.Recursive)))
                .Where(option => !option.Hidden).SelectMany(option => option.Aliases.Prepend(option.Name));
            var near = DidYouMean.Suggest(token, names);
            return $"'{full}' has no option '{token}'.{(near is null ? "" : $" Did you mean '{near}'?")}";
        }
        if (command.Subcommands.Count > 0)
        {
            var near = DidYouMean.Suggest(token, command.Subcommands.Select(child => child.Name));
            return $"there is no command '{token}'. {(near is null ? $"There are {Commands(command)}." : $"Did you mean '{near}'?")}";
        }
        return command.Arguments.Any(argument => !argument.Hidden) ? $"'{full}' does not expect '{token}' too."
            : $"'{full}' takes options only, but received '{token}'.";
    }

    private static string Commands(Command command) =>
        string.Join(", ", command.Subcommands.Where(child => !child.Hidden).Select(child => child.Name));
}
