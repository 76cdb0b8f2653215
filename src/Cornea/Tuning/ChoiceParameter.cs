namespace Cornea.Tuning;

/// <summary>One of some numbers.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Values">The numbers.</param>
public sealed record ChoiceParameter(string Name, IReadOnlyList<double> Values) : HyperParameter(Name)
{
    /// <inheritdoc/>
    public override IReadOnlyList<double> Grid => Values;

    /// <inheritdoc/>
    public override double At(double part) => Values[Math.Min((int)(part * Values.Count), Values.Count - 1)];
}
