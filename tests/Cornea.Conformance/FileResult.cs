namespace Cornea.Conformance;

/// <summary>How the replay of one file ended.</summary>
/// <param name="File">The file's name in the folder.</param>
/// <param name="Known">False where no replay knows a file of this name.</param>
/// <param name="Cases">One result per case.</param>
public sealed record FileResult(string File, bool Known, IReadOnlyList<CaseResult> Cases)
{
    /// <summary>How many cases ended so.</summary>
    public int Count(CaseStatus status) => Cases.Count(result => result.Status == status);
}
