namespace Cornea.Tuning;

/// <summary>A setting that is searched for.</summary>
/// <param name="Name">Its name.</param>
public abstract record HyperParameter(string Name)
{
    /// <summary>The values that a grid tries.</summary>
    public abstract IReadOnlyList<double> Grid { get; }

    /// <summary>The value at a part of its range.</summary>
    /// <param name="part">At least 0 and below 1.</param>
    public abstract double At(double part);
}
