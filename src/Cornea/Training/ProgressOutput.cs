namespace Cornea.Training;

/// <summary>Where the progress of a run is written, and by which clock.</summary>
/// <param name="Writer">Takes the text.</param>
/// <param name="Terminal">What the writer's other end can show.</param>
/// <param name="Clock">Measures the time of steps.</param>
public sealed record ProgressOutput(TextWriter Writer, TextTerminal Terminal, TimeProvider Clock)
{
    /// <summary>Progress goes to the standard error: results alone stand on the standard output.</summary>
    public static ProgressOutput StandardError => new(Console.Error, TextTerminal.ForStandardError(), TimeProvider.System);
}
