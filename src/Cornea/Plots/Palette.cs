namespace Cornea.Plots;

/// <summary>
/// The colours, dashes and marks of series, in the order in which they are given out. The colours are those of Okabe and Ito
/// (Color Universal Design, 2008), which people with any form of colour blindness tell apart, without the yellow that white swallows;
/// on dark paper lighter ones of the same hues.
/// </summary>
internal static class Palette
{
    private static readonly Paint[] Paints =
    [
        new("s0", new(0x00, 0x72, 0xB2), new(0x5A, 0xB0, 0xEB)), new("s1", new(0xD5, 0x5E, 0x00), new(0xF2, 0x93, 0x48)),
        new("s2", new(0x00, 0x9E, 0x73), new(0x3C, 0xCB, 0xA0)), new("s3", new(0xCC, 0x79, 0xA7), new(0xE6, 0xA5, 0xC8)),
        new("s4", new(0xE6, 0x9F, 0x00), new(0xF3, 0xC1, 0x4B)), new("s5", new(0x56, 0xB4, 0xE9), new(0xA9, 0xDD, 0xF9)),
        new("s6", new(0x33, 0x33, 0x33), new(0xE4, 0xE6, 0xEA)),
    ];

    private static readonly string?[] Dashes = [null, "7 4", "2 3", "9 3 2 3"];

    /// <summary>The colour of a series in a drawing.</summary>
    public static Paint Paint(int series) => Paints[series % Paints.Length];

    /// <summary>How often all colours were used before this series: what else sets it apart from those of its colour.</summary>
    public static int Round(int series) => series / Paints.Length;

    /// <summary>The colour of a series in a terminal, which does not tell its paper: midway between those of light and of dark
    /// paper.</summary>
    public static Rgb Color(int series)
    {
        var (light, dark) = (Paint(series).Light, Paint(series).Dark);
        static byte Middle(byte a, byte b) => (byte)((a + b) / 2);
        return new(Middle(light.Red, dark.Red), Middle(light.Green, dark.Green), Middle(light.Blue, dark.Blue));
    }

    /// <summary>The pattern of a line as SVG writes it, null for a solid one. It changes once all colours are used.</summary>
    public static string? Dash(int series) => Dashes[Round(series) % Dashes.Length];

    /// <summary>The character that stands for a point of a series where neither dots nor colours can.</summary>
    public static char Mark(int series, bool unicode)
    {
        var marks = unicode ? "●○▲△■□◆◇" : "*o+x#@%&";
        return marks[series % marks.Length];
    }
}
