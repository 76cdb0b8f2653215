using System.Text;
using Shouldly;

namespace Cornea.Tests.Terminal;

public sealed class TextTerminalTests
{
    [Theory]
    [InlineData("TERM=xterm-256color", ColorLevel.Indexed)]
    [InlineData("TERM=xterm", ColorLevel.Basic)]
    [InlineData("TERM=xterm-256color COLORTERM=truecolor", ColorLevel.TrueColor)]
    [InlineData("TERM=xterm-direct", ColorLevel.TrueColor)]
    [InlineData("WT_SESSION=1", ColorLevel.TrueColor)]
    [InlineData("", ColorLevel.None)]
    [InlineData("TERM=dumb", ColorLevel.None)]
    [InlineData("TERM=xterm NO_COLOR=1", ColorLevel.None)]
    [InlineData("TERM=xterm NO_COLOR=", ColorLevel.Basic)]
    [InlineData("TERM=xterm NO_COLOR=1 FORCE_COLOR=3", ColorLevel.None)]
    [InlineData("TERM=xterm FORCE_COLOR=0", ColorLevel.None)]
    [InlineData("TERM=dumb FORCE_COLOR=1", ColorLevel.Basic)]
    public void The_environment_decides_about_colour(string variables, ColorLevel level) => Detect(variables).Color.ShouldBe(level);

    [Theory]
    [InlineData("TERM=xterm-256color COLORTERM=truecolor", ColorChoice.Auto, ColorLevel.None)]
    [InlineData("TERM=xterm-256color COLORTERM=truecolor", ColorChoice.Always, ColorLevel.TrueColor)]
    [InlineData("FORCE_COLOR=3", ColorChoice.Auto, ColorLevel.TrueColor)]
    [InlineData("FORCE_COLOR=3", ColorChoice.Never, ColorLevel.None)]
    [InlineData("NO_COLOR=1", ColorChoice.Always, ColorLevel.Basic)]
    public void A_pipe_has_no_colour_unless_it_is_forced(string variables, ColorChoice choice, ColorLevel level)
    {
        var pipe = Detect(variables, redirected: true, choice: choice);
        pipe.Color.ShouldBe(level);
        pipe.Interactive.ShouldBeFalse();
    }

    [Fact]
    public void Width_is_the_windows_or_COLUMNS_or_80()
    {
        Detect("COLUMNS=100", width: 120).Width.ShouldBe(120);
        Detect("COLUMNS=100").Width.ShouldBe(100);
        Detect("COLUMNS=-3").Width.ShouldBe(80);
        Detect("COLUMNS=wide").Width.ShouldBe(80);
        new TextTerminal { Width = -5 }.Width.ShouldBe(1);
    }

    [Fact]
    public void Unicode_needs_an_encoding_and_a_locale_that_have_it()
    {
        Detect("LANG=de_DE.UTF-8").Unicode.ShouldBeTrue();
        Detect("").Unicode.ShouldBeTrue();
        Detect("LANG=C").Unicode.ShouldBeFalse();
        Detect("LC_ALL=C.UTF-8 LANG=C").Unicode.ShouldBeTrue();
        Detect("", encoding: Encoding.ASCII).Unicode.ShouldBeFalse();
    }

    [Fact]
    public void A_terminal_is_interactive_unless_it_is_dumb()
    {
        Detect("TERM=xterm").Interactive.ShouldBeTrue();
        Detect("TERM=dumb").Interactive.ShouldBeFalse();
    }

    [Fact]
    public void Colours_are_written_for_what_the_terminal_shows()
    {
        var blue = new Rgb(0, 0x72, 0xB2);
        Ansi.Foreground(ColorLevel.None, blue).ShouldBe("");
        Ansi.Foreground(ColorLevel.Basic, new Rgb(250, 10, 10)).ShouldBe("\e[91m");
        Ansi.Foreground(ColorLevel.Indexed, blue).ShouldBe("\e[38;5;25m");
        Ansi.Background(ColorLevel.TrueColor, blue).ShouldBe("\e[48;2;0;114;178m");
        Ansi.Foreground(ColorLevel.Indexed, new Rgb(128, 128, 128)).ShouldBe("\e[38;5;244m");
        blue.Hex.ShouldBe("#0072b2");
    }

    [Fact]
    public void Text_is_measured_and_cut_in_cells()
    {
        CellText.Width("ab漢e\u0301").ShouldBe(5);
        CellText.Truncate("ab漢字", 5, "…").ShouldBe("ab漢…");
        CellText.Truncate("ab漢字", 4, "…").ShouldBe("ab …");
        CellText.Truncate("abc", 3, "…").ShouldBe("abc");
        CellText.Clean("a\tb\u2028c\ud800").ShouldBe("a\uFFFDb\uFFFDc\uFFFD");
    }

    private static TextTerminal Detect(
        string variables, bool redirected = false, int? width = null, Encoding? encoding = null, ColorChoice choice = ColorChoice.Auto)
    {
        var environment = variables.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(pair => pair.Split('='))
            .ToDictionary(pair => pair[0], pair => pair[1]);
        return TextTerminal.Detect(environment.GetValueOrDefault, redirected, width, encoding ?? Encoding.UTF8, choice);
    }
}
