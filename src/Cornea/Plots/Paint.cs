namespace Cornea.Plots;

/// <summary>A colour by its purpose: one value on white paper, one on dark.</summary>
/// <param name="Name">What style sheets call it.</param>
/// <param name="Light">On white paper.</param>
/// <param name="Dark">On dark paper.</param>
internal readonly record struct Paint(string Name, Rgb Light, Rgb Dark)
{
    /// <summary>What everything stands on.</summary>
    public static Paint Paper { get; } = new("paper", new(0xFF, 0xFF, 0xFF), new(0x16, 0x18, 0x1D));

    /// <summary>Text, axes.</summary>
    public static Paint Ink { get; } = new("ink", new(0x33, 0x33, 0x33), new(0xE4, 0xE6, 0xEA));

    /// <summary>Text of less weight; 4.5 to 1 against the paper or more.</summary>
    public static Paint Muted { get; } = new("muted", new(0x5F, 0x66, 0x70), new(0xA9, 0xB0, 0xBB));

    /// <summary>Grids, frames.</summary>
    public static Paint Faint { get; } = new("faint", new(0xE3, 0xE3, 0xE3), new(0x34, 0x38, 0x41));

    /// <summary>The area of a box or an empty cell.</summary>
    public static Paint Panel { get; } = new("panel", new(0xF4, 0xF6, 0xF8), new(0x20, 0x24, 0x2B));

    /// <summary>Strength of a value, by its opacity.</summary>
    public static Paint Accent { get; } = new("accent", new(0x00, 0x5F, 0x9E), new(0x6C, 0xBD, 0xF2));

    /// <summary>Text upon the accent.</summary>
    public static Paint OnAccent { get; } = new("on", new(0xFF, 0xFF, 0xFF), new(0x10, 0x12, 0x16));

    /// <summary>What is wrong: an orange that differs from the accent for every eye.</summary>
    public static Paint Wrong { get; } = new("wrong", new(0xC0, 0x4F, 0x00), new(0xF2, 0x9A, 0x4C));

    /// <summary>The start of its classes in style sheets.</summary>
    public string Class => "cornea-" + Name;

    /// <summary>A colour that is the same on any paper.</summary>
    public static Paint Fixed(Rgb color) => new("", color, color);

    /// <summary>The colour on the paper of a theme.</summary>
    public Rgb On(PlotTheme theme) => theme == PlotTheme.Dark ? Dark : Light;
}
