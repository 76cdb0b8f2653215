namespace Cornea.Layers;

/// <summary>
/// What a random layer draws its strength from: two ends, or one number whose meaning the layer states. Both convert:
/// <c>new RandomRotation(0.1)</c>, <c>new RandomRotation((-0.2, 0.3))</c>.
/// </summary>
public readonly record struct FactorRange : IConfigValue<FactorRange>
{
    /// <summary>One number; the layer says what range it means.</summary>
    /// <param name="value">The number.</param>
    public FactorRange(double value) => (Low, High, IsSingle) = (value, value, true);

    /// <summary>Two ends, in any order.</summary>
    /// <param name="first">One end.</param>
    /// <param name="second">The other end; equal ends give that number always.</param>
    public FactorRange(double first, double second) => (Low, High) = (Math.Min(first, second), Math.Max(first, second));

    /// <summary>The lower end.</summary>
    public double Low { get; }

    /// <summary>The upper end.</summary>
    public double High { get; }

    /// <summary>Whether one number was given.</summary>
    public bool IsSingle { get; }

    /// <summary>One number.</summary>
    /// <param name="value">The number.</param>
    public static implicit operator FactorRange(double value) => new(value);

    /// <summary>Two ends.</summary>
    /// <param name="range">The ends.</param>
    public static implicit operator FactorRange((double First, double Second) range) => new(range.First, range.Second);

    /// <inheritdoc/>
    static FactorRange IConfigValue<FactorRange>.FromConfig(ConfigReader reader, ConfigValue value) => value.IsNumber
        ? value.AsDouble()
        : reader.Tuple(value, static (_, ends) => (ends[0].AsDouble(), ends[1].AsDouble()));

    /// <inheritdoc/>
    ConfigValue IConfigValue<FactorRange>.ToConfig() => IsSingle ? Low : new ConfigValue[] { Low, High };

    /// <summary>The ends; one number means from minus it to it.</summary>
    internal (double Low, double High) Around(double least, double most, string layer) => !IsSingle ? Checked(Low, High, least, most, layer)
        : Math.Abs(High) <= most ? (-Math.Abs(High), Math.Abs(High))
        : throw Outside(High, High, least, most, layer);

    /// <summary>The ends; one number means from zero to it.</summary>
    internal (double Low, double High) FromZero(double least, double most, string layer) => IsSingle
        ? Checked(Math.Min(0, High), Math.Max(0, High), Math.Min(0, least), most, layer)
        : Checked(Low, High, least, most, layer);

    private static (double Low, double High) Checked(double low, double high, double least, double most, string layer) =>
        low >= least && high <= most ? (low, high) : throw Outside(low, high, least, most, layer);

    private static ArgumentOutOfRangeException Outside(double low, double high, double least, double most, string layer) => new(
        nameof(layer),
        FormattableString.Invariant($"{layer} expects factors between {least} and {most}, but received ({low}, {high}). ") +
        "Give one number or two ends inside.");
}
