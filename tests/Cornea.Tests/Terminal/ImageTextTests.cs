using Shouldly;

namespace Cornea.Tests.Terminal;

public sealed class ImageTextTests
{
    [Fact]
    public void In_colour_a_character_is_two_pixels()
    {
        byte[] pixels = [255, 0, 0, 0, 0, 255];   // red over blue
        ImageText.Draw(pixels, 1, 2, 3, new TextTerminal { Color = ColorLevel.TrueColor })
            .ShouldBe("\e[38;2;255;0;0m\e[48;2;0;0;255m▀\e[0m\n");
    }

    [Fact]
    public void A_colour_is_written_once_for_a_run_and_an_odd_row_stands_on_nothing() =>
        ImageText.Draw([7, 7, 7], 3, 1, 1, new TextTerminal { Color = ColorLevel.TrueColor }).ShouldBe("\e[38;2;7;7;7m▀▀▀\e[0m\n");

    [Fact]
    public void Without_colour_a_pixel_is_two_characters_where_they_fit() =>
        ImageText.Draw([0, 255, 128, 0], 2, 2, 1, TextTerminal.Plain).ShouldBe("  @@\n++\n");

    [Fact]
    public void A_wide_picture_is_averaged_down_to_the_width()
    {
        var pixels = new byte[8 * 8];
        pixels.AsSpan(0, 32).Fill(255);
        ImageText.Draw(pixels, 8, 8, 1, new TextTerminal { Width = 4 }).ShouldBe("@@@@\n\n");
        ImageText.Draw(pixels, 8, 8, 1, new TextTerminal { Width = 4, Color = ColorLevel.Indexed }).Split('\n').Length.ShouldBe(3);
    }

    [Fact]
    public void Sizes_that_do_not_fit_the_bytes_are_refused()
    {
        Should.Throw<ArgumentException>(() => ImageText.Draw(new byte[5], 2, 2, 1, TextTerminal.Plain)).Message.ShouldContain(
            "has 4 bytes, but received 5");
        Should.Throw<ArgumentException>(() => ImageText.Draw(new byte[8], 2, 2, 2, TextTerminal.Plain));
        Should.Throw<ArgumentException>(() => ImageText.Draw([], 0, 2, 1, TextTerminal.Plain));
    }
}
