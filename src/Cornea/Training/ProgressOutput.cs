namespace Cornea.Training;

/// <summary>Where the progress of a run is written, and by which clock.</summary>
internal sealed record ProgressOutput(TextWriter Writer, TextTerminal Terminal, TimeProvider Clock)
{
    /// <summary>Progress goes to the standard error: results alone stand on the standard output.</summary>
    public static ProgressOutput StandardError => new(Console.Error, TextTerminal.ForStandardError(), TimeProvider.System);
}
