namespace Cornea.Display;

/// <summary>Shows pictures and plots as text.</summary>
/// <param name="output">Where to write.</param>
/// <param name="terminal">What that output can do: its colours, width and characters.</param>
public sealed class TerminalDisplay(TextWriter output, TextTerminal terminal) : DisplayTarget
{
    /// <summary>The standard output of this process as it is now.</summary>
    /// <param name="color">What the user asked about colour.</param>
    public static TerminalDisplay ForStandardOutput(ColorChoice color = ColorChoice.Auto) =>
        new(Console.Out, TextTerminal.ForStandardOutput(color));

    /// <inheritdoc/>
    public override void PrintHeading(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        output.WriteLine($"\n{text}\n{new string('-', text.Length)}");
    }

    /// <inheritdoc/>
    public override void PrintText(string text) => output.WriteLine(text);

    /// <inheritdoc/>
    public override void PrintCode(string text) => output.WriteLine(text);

    /// <inheritdoc/>
    public override void Picture(ReadOnlySpan<byte> pixels, int width, int height, int channels) =>
        output.Write(ImageText.Draw(pixels, width, height, channels, terminal));

    /// <inheritdoc/>
    public override void Plot(Plot plot)
    {
        ArgumentNullException.ThrowIfNull(plot);
        output.Write(plot.ToText(terminal));
    }
}
