namespace Cornea.Cli;

/// <summary>Where a command writes: results to the standard output, everything else to the standard error.</summary>
/// <param name="Result">The standard output.</param>
/// <param name="Log">The standard error.</param>
/// <param name="Terminal">What the standard output can do.</param>
/// <param name="Quiet">Whether only the result is wanted.</param>
/// <param name="Json">Whether the result is one JSON object, and nothing else stands on the standard output.</param>
internal sealed record CommandOutput(TextWriter Result, TextWriter Log, TextTerminal Terminal, bool Quiet, bool Json)
{
    /// <summary>Text for a reader: not part of the result when that is JSON.</summary>
    public TextWriter Reading => Quiet ? TextWriter.Null : Json ? Log : Result;

    public void Warn(string message) => Log.WriteLine($"cornea: warning: {message}");
}
