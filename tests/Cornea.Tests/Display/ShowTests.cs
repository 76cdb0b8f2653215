using Shouldly;

namespace Cornea.Tests.Display;

[Collection("Show's display")]
public sealed class ShowTests : IDisposable
{
    private readonly StringWriter _output = new() { NewLine = "\n" };

    public ShowTests() => Show.Display = new TerminalDisplay(_output, TextTerminal.Plain);

    public void Dispose() => Show.Display = null;

    [Fact]
    public void A_digit_is_drawn_in_shades_where_there_is_no_colour()
    {
        Show.Image(Mnist.Load().Train.Images[0]);
        var lines = _output.ToString().TrimEnd('\n').Split('\n');
        lines.Length.ShouldBeInRange(20, 28);
        lines.ShouldAllBe(line => line.Length <= 56);
        // The upper stroke of the five, row 7: 51 to 253 of ink in the columns 7 to 23.
        lines[7].Trim().ShouldStartWith("::");
        lines[7].ShouldContain("@@@@@@@@");
        lines[0].ShouldBeEmpty();
    }

    [Fact]
    public void A_picture_is_two_pixels_a_character_where_there_is_colour()
    {
        Show.Display = new TerminalDisplay(_output, TextTerminal.Plain with { Color = ColorLevel.TrueColor });
        Show.Image(Tensor.From<byte>([0, 255, 128, 64], [2, 2]));
        _output.ToString().ShouldBe("\u001b[38;2;0;0;0m\u001b[48;2;128;128;128m▀\u001b[38;2;255;255;255m\u001b[48;2;64;64;64m▀\u001b[0"
            + "m\n");
    }

    [Fact]
    public void Numbers_up_to_1_are_read_as_0_to_1_and_others_as_0_to_255()
    {
        foreach (var image in (Tensor[])
            [
                Tensor.From<byte>([0, 128, 255], [1, 3]),
                Tensor.From<float>([0, 128 / 255f, 1], [1, 3]),
                Tensor.From<float>([float.NaN, 128, 300], [1, 3, 1]),
                Tensor.From<float>([-2, 128 / 255f, 1], [1, 3]),
                Tensor.From<int>([0, 128, 255], [1, 3]),
            ])
        {
            Show.Image(image);
        }
        _output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries).Distinct().Count().ShouldBe(1);
        _output.GetStringBuilder().Clear();
        Show.Image(Tensor.From<bool>([true, false], [1, 2]));
        _output.ToString().ShouldBe("@@\n");
    }

    [Theory]
    [InlineData("digit.png")]
    [InlineData("digit.SVG")]
    public void A_picture_is_written_in_the_form_its_name_ends_with(string name)
    {
        using var scratch = new Scratch();
        Show.Image(Tensor.Zeros([4, 5, 3], DType.UInt8), scratch[name]);
        var bytes = File.ReadAllBytes(scratch[name]);
        bytes[..4].ShouldBe(name.EndsWith("png", StringComparison.Ordinal) ? [0x89, (byte)'P', (byte)'N', (byte)'G'] : "<svg"u8.ToArray());
        _output.ToString().ShouldBeEmpty();
    }

    [Fact]
    public void Other_names_and_other_shapes_are_refused()
    {
        var image = Tensor.Zeros([4, 4]);
        Should.Throw<ArgumentException>(() => Show.Image(image, "digit.jpg")).Message.ShouldContain(
            "Give a name that ends with .png or .svg.");
        Should.Throw<ArgumentException>(() => Show.Plot(new LinePlot("", []), "plot.png")).Message.ShouldContain(
            "Give a name that ends with .svg.");
        Should.Throw<ShapeException>(() => Show.Image(Tensor.Zeros([10, 28, 28]))).Message.ShouldContain(
            "Choose one of several with images[0].");
        Should.Throw<ShapeException>(() => Show.Image(Tensor.Zeros([0, 28]))).Message.ShouldContain("(0, 28)");
        Should.Throw<ShapeException>(() => Show.Image(Tensor.Zeros([28])));
    }

    [Fact]
    public void A_plot_is_drawn_as_text_and_written_as_svg()
    {
        using var scratch = new Scratch();
        var plot = new LinePlot("accuracy", [new PlotSeries("accuracy", [0.5, 0.9])]);
        Show.Plot(plot);
        _output.ToString().ShouldBe(plot.ToText(TextTerminal.Plain));
        Show.Plot(plot, scratch["plot.svg"]);
        File.ReadAllText(scratch["plot.svg"]).ShouldBe(plot.ToSvg());
    }
}
