namespace Cornea;

/// <summary>What <see cref="ModelFile.Verify"/> read.</summary>
/// <param name="Description">What the file holds.</param>
/// <param name="NotFinite">The arrays that have NaN or infinity among their values, with how many.</param>
public sealed record ModelFileReport(ModelFileDescription Description, IReadOnlyDictionary<string, long> NotFinite)
{
    /// <summary>Whether all values are numbers.</summary>
    public bool IsFinite => NotFinite.Count == 0;
}
