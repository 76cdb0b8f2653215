using Shouldly;

namespace Cornea.Cli.Tests;

/// <summary>Messages on terminals: broken between words where a person reads them, whole where they are kept.</summary>
public sealed class MessageTests
{
    private const string Message = "cornea: the file digits/seven.png has 12 bytes, but 34 were expected. Copy it again.\nSecond line.";

    [Theory]
    [InlineData(20)]
    [InlineData(40)]
    [InlineData(100)]
    public void A_narrow_terminal_breaks_messages_between_words(int width)
    {
        var lines = Written(new TextTerminal { Width = width, Interactive = true });
        lines.ShouldAllBe(line => line.Length <= width);
        string.Join(' ', lines).Split(' ', StringSplitOptions.RemoveEmptyEntries).ShouldBe(Message.Split(' ', '\n'));
        lines[^1].ShouldBe("Second line.");
        lines.Length.ShouldBe(width switch { 20 => 6, 40 => 4, _ => 2 });
    }

    [Fact]
    public void A_message_that_is_kept_stays_in_its_lines() =>
        Written(new TextTerminal { Width = 20 }).ShouldBe(Message.Split('\n'));

    private static string[] Written(TextTerminal terminal)
    {
        var writer = new StringWriter { NewLine = "\n" };
        CommandLine.WriteMessage(writer, Message, terminal);
        return writer.ToString().TrimEnd('\n').Split('\n');
    }
}
