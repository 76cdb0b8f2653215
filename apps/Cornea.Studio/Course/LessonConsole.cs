using System.Text;

namespace Cornea.Studio.Course;

/// <summary>The standard error of the process, except for the thread of a lesson: its progress goes to the lesson.</summary>
/// <param name="other">Where everything else goes.</param>
internal sealed class LessonConsole(TextWriter other) : TextWriter
{
    private static readonly Lock Once = new();

    /// <inheritdoc/>
    public override Encoding Encoding => other.Encoding;

    /// <summary>Puts itself before the standard error; once in a process.</summary>
    public static void Install()
    {
        lock (Once)
        {
            if (Console.Error is not LessonConsole)
                Console.SetError(new LessonConsole(Console.Error));
        }
    }

    /// <inheritdoc/>
    public override void Write(char value) => Write([value]);

    /// <inheritdoc/>
    public override void Write(string? value) => Write(value.AsSpan());

    /// <inheritdoc/>
    public override void Write(char[] buffer, int index, int count) => Write(buffer.AsSpan(index, count));

    /// <inheritdoc/>
    public override void Write(ReadOnlySpan<char> buffer)
    {
        if (LessonRun.Current is { } lesson)
            lesson.Progress(WithoutEscapes(buffer));
        else
            other.Write(buffer);
    }

    /// <inheritdoc/>
    public override void Flush() => other.Flush();

    // Colours and movements of a terminal: an escape, a bracket, parameters, a letter.
    private static string WithoutEscapes(ReadOnlySpan<char> text)
    {
        var kept = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] != '\u001b')
            {
                kept.Append(text[i]);
                continue;
            }
            while (i + 1 < text.Length && !char.IsAsciiLetter(text[i]))
                i++;
        }
        return kept.ToString();
    }
}
