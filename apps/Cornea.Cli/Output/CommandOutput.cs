using System.CommandLine;
using System.Text.Json;

namespace Cornea.Cli.Output;

/// <summary>Where a command writes: results to the standard output, everything else to the standard error.</summary>
/// <param name="Result">The standard output.</param>
/// <param name="Log">The standard error.</param>
/// <param name="Terminal">What the standard output can do.</param>
/// <param name="Quiet">Whether only the result is wanted.</param>
/// <param name="Json">Whether the result is one JSON object, and nothing else is written to the standard output.</param>
/// <param name="Verbose">Whether remarks are wanted that change nothing.</param>
internal sealed record CommandOutput(TextWriter Result, TextWriter Log, TextTerminal Terminal, bool Quiet, bool Json, bool Verbose)
{
    /// <summary>The number of the form of all JSON that the tool writes. A form that breaks readers has another number.</summary>
    public const int Schema = 1;

    /// <summary>The output that was asked for.</summary>
    /// <param name="result">The arguments.</param>
    /// <param name="json">Whether JSON was asked for.</param>
    /// <param name="quiet">Whether only the result was asked for.</param>
    public static CommandOutput Of(ParseResult result, bool json = false, bool quiet = false)
    {
        var streams = result.InvocationConfiguration;
        return new CommandOutput(streams.Output, streams.Error, TextTerminal.ForStandardOutput(), quiet, json,
            result.GetValue(Options.CommonOptions.Verbose));
    }

    /// <summary>The output of a process that is not the first of those that train together.</summary>
    public CommandOutput Silent() => this with { Result = TextWriter.Null, Log = TextWriter.Null, Quiet = true };

    /// <summary>Text for a reader: not part of the result when that is JSON.</summary>
    public TextWriter Reading => Quiet ? TextWriter.Null : Json ? Log : Result;

    /// <summary>A sentence of the result; broken between words where a person reads it.</summary>
    public void Say(string message) => CommandLine.WriteMessage(Result, message, Terminal);

    /// <summary>A remark that changes nothing, such as a key of a file that was passed over.</summary>
    public void Note(string message)
    {
        if (Verbose)
            CommandLine.WriteMessage(Log, $"cornea: {message}", TextTerminal.ForStandardError());
    }

    public void Warn(string message) =>
        CommandLine.WriteMessage(Log, $"cornea: warning: {message}", TextTerminal.ForStandardError());

    /// <summary>Writes the one object of <c>--json</c>; it begins with the number of its form.</summary>
    public void WriteJson(Action<Utf8JsonWriter> write) => Result.Write(System.Text.Encoding.UTF8.GetString(JsonText.Object(json =>
    {
        json.WriteNumber("schema", Schema);
        write(json);
    }, indented: true)));
}
