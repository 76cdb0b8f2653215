using System.Text.RegularExpressions;

namespace Cornea.Cli;

/// <summary>Says what the library says in the tool's words: who types a command cannot call a method.</summary>
internal static partial class PlainWords
{
    private static readonly (string Was, string Is)[] Known =
    [
        ("Read it with NpyFile.", "It is an input: cornea predict MODEL --input FILE."),
        ("Use Model.FromJson, then LoadWeights.", "Train it: cornea train --model FILE."),
        ("Build the model and call LoadWeights.", "Say which network they are of: cornea convert FILE model.keras --as NAME."),
        ("(set MpiOptions.Timeout)", "(give them more: --timeout)"),
        ("BackupAndRestore found", "the run has"),
        ("BackupAndRestore", "the checkpoint"),
    ];

    /// <summary>The message without sentences that ask for code.</summary>
    public static string Of(string message)
    {
        foreach (var (was, instead) in Known)
            message = message.Replace(was, instead, StringComparison.Ordinal);
        message = Parameter().Replace(message, "");
        // The first sentence says what is wrong, and what is quoted is the user's own.
        return string.Join(' ', SentenceEnd().Split(message)
            .Where((sentence, index) => index == 0 || !Code().IsMatch(Quoted().Replace(sentence, ""))));
    }

    // What .NET adds to the message of an argument.
    [GeneratedRegex(@" \(Parameter '\w+'\)", RegexOptions.CultureInvariant)]
    private static partial Regex Parameter();

    [GeneratedRegex(@"(?<=[.!?]) +(?=[A-Z'])", RegexOptions.CultureInvariant)]
    private static partial Regex SentenceEnd();

    [GeneratedRegex("'[^']*'", RegexOptions.CultureInvariant)]
    private static partial Regex Quoted();

    // A call, a member of a class, a generic class, a method of Cornea by its name.
    [GeneratedRegex(
        @"\b[A-Z]\w+\.[A-Z]\w+|\w\(\)|\w<\w+>|\b(SaveWeights|LoadWeights|LoadOptions|InputShape|Prepare|Fit|Compile)\b|\w\(\w+:",
        RegexOptions.CultureInvariant)]
    private static partial Regex Code();
}
