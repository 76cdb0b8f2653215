namespace Cornea.Tuning;

/// <summary>A number of a range.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Low">The least value.</param>
/// <param name="High">The greatest value.</param>
/// <param name="IsLog">Whether ratios count rather than differences, as of learning rates.</param>
/// <param name="IsWhole">Whether only whole numbers count.</param>
/// <param name="GridPoints">How many values a grid tries.</param>
public sealed record RangeParameter(
    string Name, double Low, double High, bool IsLog = false, bool IsWhole = false, int GridPoints = 3) : HyperParameter(Name)
{
    /// <inheritdoc/>
    public override IReadOnlyList<double> Grid => GridPoints < 2 ? [Between(0.5)]
        : [.. Enumerable.Range(0, GridPoints).Select(i => Between(i / (GridPoints - 1.0))).Distinct()];

    /// <inheritdoc/>
    public override double At(double part) => IsWhole && !IsLog ? Math.Min(Low + Math.Floor(part * (High - Low + 1)), High) : Between(part);

    private double Between(double part)
    {
        var value = IsLog ? Low * Math.Pow(High / Low, part) : Low + (High - Low) * part;
        return IsWhole ? Math.Round(value) : value;
    }
}
