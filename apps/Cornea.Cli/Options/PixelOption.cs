using System.CommandLine;
using Cornea.Cli.Data;

namespace Cornea.Cli.Options;

/// <summary>The option <c>--pixels</c>.</summary>
internal static class PixelOption
{
    /// <summary>Refuses a range that has no such name.</summary>
    public static void Check(Option<string?> option)
    {
        option.CompletionSources.Add([.. PixelRange.Names]);
        option.CustomParser = result =>
        {
            var text = result.Tokens[0].Value;
            if (!PixelRange.Names.Contains(text))
            {
                result.AddError($"{option.Name} expects one of {string.Join(", ", PixelRange.Names)}, but received '{text}'."
                    + (DidYouMean.Suggest(text, PixelRange.Names) is { } near ? $" Did you mean '{near}'?" : ""));
            }
            return text;
        };
    }
}
