using System.Globalization;

namespace Cornea.Terminal;

/// <summary>The escape sequences of ECMA-48 that Cornea writes: colours, bold and back to normal.</summary>
internal static class Ansi
{
    public const string Reset = "\e[0m";
    public const string Bold = "\e[1m";

    // The 16 basic colours as xterm shows them; the index is the colour's number.
    private static readonly Rgb[] Basic =
    [
        new(0, 0, 0), new(205, 0, 0), new(0, 205, 0), new(205, 205, 0), new(0, 0, 238), new(205, 0, 205), new(0, 205, 205),
        new(229, 229, 229),
        new(127, 127, 127), new(255, 0, 0), new(0, 255, 0), new(255, 255, 0), new(92, 92, 255), new(255, 0, 255), new(0, 255, 255),
        new(255, 255, 255),
    ];

    /// <summary>The sequence that sets the text's colour, empty where there is none.</summary>
    public static string Foreground(ColorLevel level, Rgb color) => Sequence(level, color, 38, 30, 90);

    /// <summary>The sequence that sets the colour behind the text, empty where there is none.</summary>
    public static string Background(ColorLevel level, Rgb color) => Sequence(level, color, 48, 40, 100);

    private static string Sequence(ColorLevel level, Rgb color, int extended, int dark, int bright)
    {
        switch (level)
        {
            case ColorLevel.TrueColor:
                return string.Create(CultureInfo.InvariantCulture, $"\e[{extended};2;{color.Red};{color.Green};{color.Blue}m");
            case ColorLevel.Indexed:
                return string.Create(CultureInfo.InvariantCulture, $"\e[{extended};5;{Index256(color)}m");
            case ColorLevel.Basic:
                var index = Index16(color);
                return string.Create(CultureInfo.InvariantCulture, $"\e[{(index < 8 ? dark + index : bright + index - 8)}m");
            default:
                return "";
        }
    }

    // Greys have 24 steps of their own (8, 18 .. 238), finer than the cube's six (0, 95, 135, 175, 215, 255).
    internal static int Index256(Rgb color)
    {
        if (color.Red == color.Green && color.Green == color.Blue)
        {
            if (color.Red < 4) return 16;
            if (color.Red > 246) return 231;
            return 232 + Math.Clamp((color.Red - 3) / 10, 0, 23);
        }

        return 16 + 36 * Cube(color.Red) + 6 * Cube(color.Green) + Cube(color.Blue);
    }

    private static int Cube(byte value) => value < 48 ? 0 : value < 115 ? 1 : (value - 35) / 40;

    internal static int Index16(Rgb color)
    {
        var best = 0;
        var least = int.MaxValue;
        for (var i = 0; i < Basic.Length; i++)
        {
            int red = color.Red - Basic[i].Red, green = color.Green - Basic[i].Green, blue = color.Blue - Basic[i].Blue;
            var distance = red * red + green * green + blue * blue;
            if (distance >= least) continue;
            least = distance;
            best = i;
        }

        return best;
    }
}
